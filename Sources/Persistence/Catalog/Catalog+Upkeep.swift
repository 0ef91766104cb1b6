/// What is worth doing to the store in the background.
extension Catalog {
  /// All segments in ascending order.
  public var segmentIDs: [UInt64] { segments.map(\.state.segment) }
  public var segmentCount: Int { segments.count }

  public func state(of segment: UInt64) -> SegmentState? {
    position(of: segment).map { segments[$0].state }
  }

  /// Segments with live rows that the engine's index does not hold yet.
  public var unindexedSegments: [UInt64] {
    segments.filter { !$0.isIndexed && $0.state.liveCount > 0 }.map(\.state.segment)
  }

  public func isIndexed(_ segment: UInt64) -> Bool {
    position(of: segment).map { segments[$0].isIndexed } ?? true
  }

  /// Records that the engine's index holds every live row of the segment.
  public mutating func markIndexed(_ segment: UInt64) {
    if let position = position(of: segment) { segments[position].isIndexed = true }
  }

  /// Segments that may hold live rows expired at `nowMs`, and are not being swept.
  public func sweepCandidates(nowMs: Int64) -> [UInt64] {
    segments.filter { $0.nextSweepMs <= nowMs && $0.state.liveCount > 0 }.map(\.state.segment)
  }

  /// Rows allocated from here on go into a batch that is handed to the writer only after `endGathering`.
  public mutating func beginGathering() { gatheredRow = nextRow }
  public mutating func endGathering() { gatheredRow = nil }

  /// Notes that the segment's rows are about to be swept. Begin while no commit is under way, so that
  /// the sweep sees every row allocated so far; what comes later is left to the next one. So is a
  /// segment with rows of a batch in the making, which the sweep cannot see.
  public mutating func beginSweep(of segment: UInt64) {
    if let gatheredRow, segment >= SegmentLayout.segment(of: gatheredRow) { return }
    if let position = position(of: segment) { segments[position].nextSweepMs = .max }
  }

  /// Has the segment swept at `deadlineMs` at the latest.
  public mutating func noteLiveDeadline(_ deadlineMs: Int64, inSegment segment: UInt64) {
    guard let position = position(of: segment) else { return }
    segments[position].nextSweepMs = min(segments[position].nextSweepMs, deadlineMs)
  }

  /// Records the outcome of a sweep: none of the rows it saw expires before `nextDeadlineMs` (nil: none
  /// is left). After a failed one, pass the present time to have it repeated.
  ///
  /// The file keeps the older, lower bound until the segment changes for another reason; after a
  /// restart that costs one sweep.
  public mutating func finishSweep(of segment: UInt64, nextDeadlineMs: Int64?) {
    guard let position = position(of: segment) else { return }
    let next = min(segments[position].nextSweepMs, nextDeadlineMs ?? .max)
    segments[position].nextSweepMs = next
    segments[position].state.firstDeadlineMs = next
  }

  /// The closed segment with the smallest share of live rows, when dead rows exceed a fifth of all
  /// and the segment is less than 80 % alive; when space is scarce, whenever it is less than 95 %
  /// alive. A segment without any is `droppable` instead, and one that is not indexed yet has to
  /// wait: nothing points to its rows, so nothing could follow.
  ///
  /// With a fifth dead and a sixteenth of the file free, the files stay below 1.5 times the live
  /// data (B3); less dead space would be copied over and over (Rosenblum and Ousterhout, "The design
  /// and implementation of a log-structured file system", TOCS 1992, section 3.4).
  ///
  /// - Parameter except: Segments that cannot be copied at present.
  public func compactionCandidate(
    isUrgent: Bool = false, except: (UInt64) -> Bool = { _ in false }
  ) -> UInt64? {
    guard isUrgent || deadRowCount * 5 > rowCount else { return nil }
    let sparse = segments.filter {
      $0.state.liveCount > 0 && $0.isIndexed && isClosed($0.state.segment)
        && $0.state.liveCount * 100 < $0.state.rowCount * (isUrgent ? 95 : 80)
        && !except($0.state.segment)
    }
    // Shares are compared as cross products: a/b < c/d where a*d < c*b.
    return sparse.min {
      $0.state.liveCount * $1.state.rowCount < $1.state.liveCount * $0.state.rowCount
    }?.state.segment
  }

  /// Closed segments without a live row, as soon as the store knows that: deleting rows that a restart
  /// would still count as alive could never be finished.
  public func droppable() -> [UInt64] {
    segments.filter { $0.state.liveCount == 0 && !$0.isChanged && isClosed($0.state.segment) }
      .map(\.state.segment)
  }

  /// Bytes of memory that the catalog takes.
  public var byteCount: Int {
    segments.reduce(segments.capacity * MemoryLayout<Segment>.stride) {
      $0 + ($1.state.dead.capacity + $1.deadlinesMs.capacity) * 8
    }
  }
}
