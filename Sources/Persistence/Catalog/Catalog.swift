/// Which rows of the store are alive, in memory: about 2 KB per 16,384 rows.
///
/// Allocates row numbers, records deaths and tells which segments are worth sweeping, compacting or
/// dropping. The states it hands out go into the next commit, so the file and this picture agree
/// after every transaction. Engine queue only.
///
/// Finding a row's segment is a binary search; the lists are O(segments).
public struct Catalog: ~Copyable {
  struct Segment {
    var state: SegmentState
    /// A lower bound for the deadlines of rows that no sweep has seen or is about to see.
    var nextSweepMs: Int64
    /// Key and value bytes allocated since the start of the process.
    var byteCount = 0
    /// Whether the engine's index holds every live row.
    var isIndexed = false
    var isChanged = false
    /// Deadlines of every 128th row; `Int64.max` for one that is not known yet.
    var deadlinesMs: [Int64] = []

    init(_ state: SegmentState, isIndexed: Bool) {
      self.state = state
      self.isIndexed = isIndexed
      nextSweepMs = state.firstDeadlineMs
    }
  }

  /// Key and value bytes past which a segment gets no more rows.
  public var closingBytes = SegmentLayout.closingBytes
  /// In ascending order of their numbers.
  var segments: [Segment]
  private var changed: [UInt64] = []
  /// A copy has been asked for and its outcome is not known yet.
  private var isCopying = false
  private var closesAfterCopy = false
  /// The first row of a batch in the making.
  var gatheredRow: UInt64?

  /// The number that the next row gets.
  public private(set) var nextRow: UInt64
  public private(set) var rowCount = 0
  public private(set) var liveRowCount = 0
  public var deadRowCount: Int { rowCount - liveRowCount }
  /// Whether there are states that no commit has taken.
  public var hasChanges: Bool { !changed.isEmpty }

  /// - Parameters:
  ///   - states: Every segment in the store, in ascending order.
  ///   - nextRow: The first row number that was never used.
  ///   - indexedSegment: The segment whose rows came with the opened store (`StoreContents.tail`).
  ///   - indexedBytes: Key and value bytes of that segment.
  public init(
    states: [SegmentState] = [], nextRow: UInt64 = SegmentLayout.firstRow,
    indexedSegment: UInt64? = nil, indexedBytes: Int = 0
  ) {
    segments = states.map { Segment($0, isIndexed: $0.segment == indexedSegment) }
    self.nextRow = SegmentLayout.existing(nextRow)
    for state in states { count(state, sign: 1) }
    // Numbers in the middle of a segment that is gone would make offsets without rows.
    let (last, next) = (states.last?.segment, SegmentLayout.segment(of: nextRow))
    if SegmentLayout.offset(of: nextRow) != 0 && last != next { closeOpenSegment() }
    if last == indexedSegment { addBytes(indexedBytes) }
  }

  /// Takes the next row number, live from now on. A segment is closed when it is full or its rows
  /// exceed `closingBytes`.
  ///
  /// - Parameter byteCount: Key and value bytes of the row.
  public mutating func allocate(deadlineMs: Int64, byteCount: Int) -> UInt64 {
    endCopy()
    let row = append(deadlineMs: deadlineMs)
    addBytes(byteCount)
    return row
  }

  /// Marks a row dead. Returns whether it was alive. Idempotent; an unknown row is dead already.
  @discardableResult
  public mutating func kill(_ row: UInt64) -> Bool {
    guard let position = position(of: SegmentLayout.segment(of: row)),
      segments[position].state.kill(offset: SegmentLayout.offset(of: row))
    else { return false }
    liveRowCount -= 1
    markChanged(position)
    return true
  }

  /// Marks all rows dead and closes the open segment, so that all of them can be dropped.
  public mutating func killAll() {
    for position in segments.indices where segments[position].state.liveCount > 0 {
      segments[position].state.killAll()
      markChanged(position)
    }
    liveRowCount = 0
    // A copy under way has its numbers already.
    if isCopying { closesAfterCopy = true } else { closeOpenSegment() }
  }

  public func isLive(_ row: UInt64) -> Bool {
    guard let position = position(of: SegmentLayout.segment(of: row)) else { return false }
    return segments[position].state.isLive(offset: SegmentLayout.offset(of: row))
  }

  /// The states that changed since the last call, for the next commit.
  public mutating func takeChangedStates() -> [SegmentState] {
    defer { changed.removeAll() }
    return changed.compactMap { id in
      guard let position = position(of: id) else { return nil }
      segments[position].isChanged = false
      return segments[position].state
    }
  }

  /// Puts states back whose commit was given up, so that the next take holds their present form.
  public mutating func restore(_ states: [SegmentState]) {
    for state in states {
      if let position = position(of: state.segment) { markChanged(position) }
    }
  }

  /// Forgets a segment that the writer has reclaimed.
  public mutating func remove(_ segment: UInt64) {
    guard let position = position(of: segment) else { return }
    precondition(isClosed(segment) && segments[position].state.liveCount == 0, "rows are in use")
    count(segments[position].state, sign: -1)
    segments.remove(at: position)
  }
}

extension Catalog {
  mutating func beginCopy() { isCopying = true }

  mutating func endCopy() {
    isCopying = false
    if closesAfterCopy { closeOpenSegment() }
    closesAfterCopy = false
  }

  /// Takes the next number in a new segment where the last one ends.
  mutating func append(deadlineMs: Int64) -> UInt64 {
    let (row, id) = (nextRow, SegmentLayout.segment(of: nextRow))
    if segments.last?.state.segment != id {
      segments.append(Segment(SegmentState(segment: id), isIndexed: true))
    }
    let position = segments.count - 1
    segments[position].sample(deadlineMs, offset: SegmentLayout.offset(of: row))
    segments[position].state.append(deadlineMs: deadlineMs)
    segments[position].nextSweepMs = min(segments[position].nextSweepMs, deadlineMs)
    markChanged(position)
    nextRow = SegmentLayout.existing(nextRow + 1)
    rowCount += 1
    liveRowCount += 1
    return row
  }

  /// Counts bytes for the open segment, and closes it when it has enough.
  mutating func addBytes(_ byteCount: Int) {
    guard let last = segments.indices.last, !isClosed(segments[last].state.segment) else { return }
    segments[last].byteCount += byteCount
    if segments[last].byteCount >= closingBytes { closeOpenSegment() }
  }

  private mutating func closeOpenSegment() {
    guard SegmentLayout.offset(of: nextRow) != 0 else { return }
    let next = SegmentLayout.row(segment: SegmentLayout.segment(of: nextRow) + 1, offset: 0)
    nextRow = SegmentLayout.existing(next)
  }

  /// Whether the segment gets no more rows.
  func isClosed(_ segment: UInt64) -> Bool { segment < SegmentLayout.segment(of: nextRow) }

  func position(of segment: UInt64) -> Int? {
    var (low, high) = (0, segments.count)
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].state.segment < segment { low = middle + 1 } else { high = middle }
    }
    return low < segments.count && segments[low].state.segment == segment ? low : nil
  }

  private mutating func markChanged(_ position: Int) {
    guard !segments[position].isChanged else { return }
    segments[position].isChanged = true
    changed.append(segments[position].state.segment)
  }

  private mutating func count(_ state: SegmentState, sign: Int) {
    rowCount += sign * state.rowCount
    liveRowCount += sign * state.liveCount
  }
}
