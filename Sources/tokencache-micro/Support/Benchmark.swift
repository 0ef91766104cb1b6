/// One operation to measure.
struct Benchmark: Sendable {
  /// `part.operation`, as in `dispatcher.get-hit`.
  let name: String
  /// What one operation is.
  let summary: String
  /// Prepares everything and gives the loop, which runs as many operations as it is told. Preparing
  /// does the same work each time, so that counts of two runs can be subtracted.
  let begin: @Sendable () -> (_ count: Int) -> Void

  init(_ name: String, _ summary: String, begin: @escaping @Sendable () -> (_ count: Int) -> Void) {
    self.name = name
    self.summary = summary
    self.begin = begin
  }

  static let all =
    parser + replies + keyspace + wheel + journal + dispatcher + pipeline
}

/// Takes a value from the optimiser, so that what computed it is not left out.
@inline(never)
func consume<T>(_ value: T) {}
