/// Which rows of the store are alive, in memory: about 2 KB per 16,384 rows.
///
/// Allocates row numbers, records deaths and tells which segments are worth sweeping, compacting or
/// dropping. The states it hands out go into the next commit, so the file and this picture agree
/// after every transaction. Engine queue only.
public struct Catalog: ~Copyable {
  /// - Parameters:
  ///   - states: Every segment in the store.
  ///   - nextRow: The first row number that was never used.
  ///   - indexedSegment: The segment whose rows came with the opened store (`StoreContents.tail`).
  public init(
    states: [SegmentState] = [], nextRow: UInt64 = SegmentLayout.firstRow,
    indexedSegment: UInt64? = nil
  ) {}

  /// The number that the next row gets.
  public var nextRow: UInt64 { fatalError() }

  /// Takes the next row number, live from now on. A segment is closed when it is full or its rows
  /// exceed 64 MB, so that reclaiming one stays bounded.
  ///
  /// - Parameter byteCount: Key and value bytes of the row.
  public mutating func allocate(deadlineMs: Int64, byteCount: Int) -> UInt64 { fatalError() }

  /// Marks a row dead. Returns whether it was alive. Idempotent; an unknown row is dead already.
  @discardableResult
  public mutating func kill(_ row: UInt64) -> Bool { fatalError() }

  /// Marks all rows dead and closes the open segment.
  public mutating func killAll() {}

  public func isLive(_ row: UInt64) -> Bool { fatalError() }

  /// The states that changed since the last call, for the next commit.
  public mutating func takeChangedStates() -> [SegmentState] { fatalError() }

  /// Puts states back whose commit was given up, so that the next take holds their present form.
  public mutating func restore(_ states: [SegmentState]) {}

  /// All segments in ascending order.
  public var segmentIDs: [UInt64] { fatalError() }
  public func state(of segment: UInt64) -> SegmentState? { fatalError() }

  /// Segments whose rows are not in the in-memory index yet.
  public var unindexedSegments: [UInt64] { fatalError() }
  public func isIndexed(_ segment: UInt64) -> Bool { fatalError() }
  /// Records that the engine's index holds every live row of the segment.
  public mutating func markIndexed(_ segment: UInt64) {}

  /// Segments that may hold rows expired at `nowMs`.
  public func sweepCandidates(nowMs: Int64) -> [UInt64] { fatalError() }
  /// Records the outcome of a sweep: no live row expires before `nextDeadlineMs` (nil: none left).
  public mutating func finishSweep(of segment: UInt64, nextDeadlineMs: Int64?) {}

  /// The closed segment most worth copying forward, or nil while dead rows are few.
  public func compactionCandidate() -> UInt64? { fatalError() }
  /// A request to copy the next live rows of `segment`, numbered from `nextRow`. Allocate no row
  /// between making a request and finishing it.
  public func copyRequest(segment: UInt64, fromOffset: Int, rowLimit: Int) -> CopyRequest {
    fatalError()
  }
  /// Takes the numbers that the copy used. The engine then, for each move whose source is still alive,
  /// points its index to the new row and kills the old one; otherwise it kills the new one.
  public mutating func finishCopy(_ request: CopyRequest, _ result: CopyResult) {}

  /// Closed segments without a live row.
  public func droppable() -> [UInt64] { fatalError() }
  /// Forgets a segment that the writer has reclaimed.
  public mutating func remove(_ segment: UInt64) {}

  public var segmentCount: Int { fatalError() }
  public var rowCount: Int { fatalError() }
  public var liveRowCount: Int { fatalError() }
  public var deadRowCount: Int { rowCount - liveRowCount }
  /// Bytes of memory that the catalog takes.
  public var byteCount: Int { fatalError() }
}
