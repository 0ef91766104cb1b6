extension Keyspace {
  /// The lifetime of a cold row's entry as it is now: its deadline may have slid since the row was
  /// written.
  public func lifetime(of header: RowBatch.Header) -> Lifetime {
    var lifetime = header.lifetime
    if lifetime.isSliding, let deadlineMs = slid.deadlineMs(ofRow: header.row) {
      lifetime.deadlineMs = max(lifetime.deadlineMs, deadlineMs)
      // A save of the same value, whose row was spared as well, has moved the cap further still.
      lifetime.capMs = max(lifetime.capMs, lifetime.deadlineMs)
    }
    return lifetime
  }

  /// Deadlines that cold entries have slid to, by segment, for a clean stop.
  public var slidDeadlines: [UInt64: [UInt32]] { slid.blocks }

  /// Takes in what a clean stop has written about a segment. Rows are never changed and their numbers
  /// never used again, so what was true then still is, whatever has happened since.
  public mutating func restoreSlidDeadlines(_ block: [UInt32], ofSegment segment: UInt64) {
    if !block.isEmpty { slid.restore(block, of: segment) }
  }

  /// Takes in what it has written about a single row; 0 is nothing.
  public mutating func restoreSlidDeadline(_ value: UInt32, ofRow row: UInt64) {
    if value != 0 { slid.restore(value, ofRow: row) }
  }

  /// The store has dropped a segment.
  public mutating func forgetSlidDeadlines(ofSegment segment: UInt64) { slid.removeBlock(segment) }
}
