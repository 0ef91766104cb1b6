/// An answer in which the daemon differs from redis-server on purpose.
///
/// The documentation lists each under its name; a test compares the two lists.
struct Difference: Sendable {
  let name: String
  /// Why it is so, in a sentence.
  let reason: String
  /// Steps that show it.
  let example: Scenario
  let explains: @Sendable (Exchange) -> Bool

  init(
    _ name: String, _ reason: String, example: String...,
    explains: @escaping @Sendable (Exchange) -> Bool
  ) {
    self.name = name
    self.reason = reason
    self.example = Scenario(name, steps: example)
    self.explains = explains
  }
}
