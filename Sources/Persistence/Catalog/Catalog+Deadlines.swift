/// Which rows are nearest their deadline, told from a sample: the deadline of every 128th row, 1 KB
/// a segment. A sampled row counts while it is alive, so the sample follows every change.
extension Catalog {
  static let rowsPerSample = 128

  /// Completes the sample of a segment that was in the store at the start.
  public mutating func noteDeadline(_ deadlineMs: Int64, ofRow row: UInt64) {
    guard row % UInt64(Catalog.rowsPerSample) == 0,
      let position = position(of: SegmentLayout.segment(of: row))
    else { return }
    segments[position].sample(deadlineMs, offset: SegmentLayout.offset(of: row))
  }

  /// A deadline that about `rowCount` live rows reach first, in ms; nil when there is no row. Among
  /// the rows up to it are no others than the nearest ones, but for the error of a sample: with `n`
  /// sampled rows below it, the count is off by a share of about 1 / sqrt(n).
  ///
  /// Complexity: O(sampled rows).
  public func deadlineMs(ofNearest rowCount: Int) -> Int64? {
    let total = segments.reduce(0) { $0 + $1.deadlinesMs.count }
    // Sorting more than some thousand would be felt; a thinner sample is good enough then.
    let stride = max(1, total / Catalog.sortLimit)
    var deadlines: [Int64] = []
    deadlines.reserveCapacity(min(total, 2 * Catalog.sortLimit))
    for (number, segment) in segments.enumerated() {
      segment.forEachLiveSample(from: number % stride, stride) { deadlines.append($0) }
    }
    guard !deadlines.isEmpty else { return nil }
    deadlines.sort()
    return deadlines[min(rowCount / (Catalog.rowsPerSample * stride), deadlines.count - 1)]
  }

  /// Segments with sampled live rows whose deadline is no later than `deadlineMs`, those with most of
  /// them last.
  public func segments(dueBy deadlineMs: Int64) -> [UInt64] {
    var found: [(segment: UInt64, count: Int)] = []
    for segment in segments {
      var count = 0
      segment.forEachLiveSample(from: 0, 1) { if $0 <= deadlineMs { count += 1 } }
      if count > 0 { found.append((segment.state.segment, count)) }
    }
    return found.sorted { $0.count < $1.count }.map(\.segment)
  }

  private static let sortLimit = 8192
}

extension Catalog.Segment {
  mutating func sample(_ deadlineMs: Int64, offset: Int) {
    guard offset % Catalog.rowsPerSample == 0 else { return }
    let index = offset / Catalog.rowsPerSample
    while deadlinesMs.count <= index { deadlinesMs.append(.max) }
    deadlinesMs[index] = deadlineMs
  }

  func forEachLiveSample(from first: Int, _ step: Int, _ body: (Int64) -> Void) {
    for index in stride(from: first, to: deadlinesMs.count, by: step)
    where deadlinesMs[index] != .max && state.isLive(offset: index * Catalog.rowsPerSample) {
      body(deadlinesMs[index])
    }
  }
}
