/// Entries in memory without their value, which is only in the store.
///
/// EXISTS, TTL, DEL and every command that only overwrites needs to know of a cold key that it is there
/// and how long it lives. Reading its value for that would cost memory and time by the size of the value.
extension Keyspace {
  /// The row whose value must be brought in before the window of its entry can be re-armed, because it
  /// moves so far that the row has to be written anew; nil when the key alone will do.
  public func rowToSlide(_ key: Key, nowMs: Int64) -> UInt64? {
    guard keyOnlyCount > 0, let handle = hotHandle(key), arena[handle].isKeyOnly,
      arena[handle].isSliding
    else { return nil }
    let rearmed = arena[handle].lifetime.rearmed(at: nowMs)
    let canSlide = canSlideKeyOnly(arena[handle], to: rearmed, nowMs: nowMs)
    return canSlide ? nil : fullRow(arena[handle].row)
  }

  /// Whether a window may move without a record: within its step, and so that the deadline can be kept
  /// when the entry leaves memory again.
  func canSlideKeyOnly(_ entry: Entry, to lifetime: Lifetime, nowMs: Int64) -> Bool {
    SlidDeadlines.canKeep(lifetime)
      && !CoarseStep.isLeft(
        fromMs: entry.deadlineMs, toMs: lifetime.deadlineMs, nowMs: nowMs)
  }

  mutating func noteKeyOnly(_ entry: Entry) {
    entry.isKeyOnly = true
    keyOnlyCount += 1
  }

  /// An entry is about to get a value, or to leave memory.
  @inline(__always)
  mutating func forgetKeyOnly(_ entry: Entry) {
    guard entry.isKeyOnly else { return }
    entry.isKeyOnly = false
    keyOnlyCount -= 1
  }

  /// Gives the entry of a row the value that was read. Ignored when the entry has it already.
  mutating func completeKeyOnly(_ header: RowBatch.Header, in batch: RowBatch) {
    guard header.hasValue, let handle = hotHandle(ofRow: header.row, hash: header.hash),
      arena[handle].isKeyOnly, isSound(header, in: batch)
    else { return }
    forgetKeyOnly(arena[handle])
    _ = rebuild(handle, key(of: header, in: batch), value: batch.value(of: header))
    counters.promoted &+= 1
  }
}

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
