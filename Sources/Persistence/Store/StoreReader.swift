public import Keyspace

/// Reads cold rows through its own read-only connection. One queue at a time.
public final class StoreReader: @unchecked Sendable {
  /// The rows with their values, in ascending order; rows that are not there are left out.
  public func read(rows: [UInt64]) throws(StorageError) -> RowBatch { fatalError() }

  /// The same without values.
  public func keys(rows: [UInt64]) throws(StorageError) -> RowBatch { fatalError() }

  /// Finds keys in segments that are not in the in-memory index yet. Dead rows are found too: the
  /// engine knows which are alive.
  public func locate(
    _ requests: [LocateRequest], segments: [UInt64]
  ) throws(StorageError) -> LocateResult { fatalError() }

  /// Hashes, offsets and deadlines of all rows of a segment; nil when the segment has no rows.
  public func segmentIndex(_ segment: UInt64) throws(StorageError) -> SegmentIndex? { fatalError() }

  /// The rows of a segment, dead or alive, whose deadline has come, and the next deadline after.
  public func expiredRows(
    segment: UInt64, nowMs: Int64
  ) throws(StorageError) -> ExpiredRows { fatalError() }
}

/// A key to look for.
public struct LocateRequest: Sendable {
  public var database: UInt8
  public var key: [UInt8]
  public var hash: UInt64

  public init(database: UInt8, key: [UInt8], hash: UInt64) {
    self.database = database
    self.key = key
    self.hash = hash
  }
}

/// Where keys were found: pairs of positions in the requests and in `rows.headers`.
public struct LocateResult: Sendable {
  public struct Match: Sendable, Equatable {
    public let request: Int
    public let row: Int
  }
  public let matches: [Match]
  public let rows: RowBatch
}

/// The index of one segment: three arrays of equal length, sorted by hash.
public struct SegmentIndex: Sendable, Equatable {
  public let segment: UInt64
  public let hashes: [UInt64]
  /// Row offsets within the segment.
  public let offsets: [UInt16]
  public let deadlinesMs: [Int64]
}

/// What a sweep found in one segment.
public struct ExpiredRows: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    public let row: UInt64
    public let hash: UInt64
  }
  public let rows: [Row]
  /// The earliest deadline that has not come yet; nil when there is none.
  public let nextDeadlineMs: Int64?
}
