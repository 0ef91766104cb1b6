/// The index of the segment that is being written, gathered in memory (300 KB at most) until the
/// segment is left and its index can be stored.
struct OpenSegment {
  let segment: UInt64
  private var hashes: [UInt64] = []
  private var offsets: [UInt16] = []
  private var deadlinesMs: [Int64] = []

  init(segment: UInt64) { self.segment = segment }

  var isEmpty: Bool { hashes.isEmpty }

  mutating func append(row: UInt64, hash: UInt64, deadlineMs: Int64) {
    hashes.append(hash)
    offsets.append(UInt16(SegmentLayout.offset(of: row)))
    deadlinesMs.append(deadlineMs)
  }

  /// Complexity: O(n log n) in the number of rows.
  func index() -> SegmentIndex {
    // Equal hashes keep the order of their rows, so the newest of them comes last.
    let order = hashes.indices.sorted {
      (hashes[$0], offsets[$0]) < (hashes[$1], offsets[$1])
    }
    return SegmentIndex(
      segment: segment, hashes: order.map { hashes[$0] }, offsets: order.map { offsets[$0] },
      deadlinesMs: order.map { deadlinesMs[$0] })
  }
}
