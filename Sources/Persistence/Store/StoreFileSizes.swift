/// Bytes that the store takes on disk.
public struct StoreFileSizes: Sendable, Equatable {
  /// The database, as large as the log is about to make it.
  public var databaseBytes = 0
  /// The write-ahead log.
  public var walBytes = 0
  /// The index of the log, which connections share.
  public var sharedBytes = 0
  /// Part of the database that holds nothing, and is filled before the file grows.
  public var freeBytes = 0
  public var pageBytes = 0
  /// Pages that commits have written to the log since the last checkpoint.
  public var walPages = 0

  public init() {}

  public var totalBytes: Int { databaseBytes + walBytes + sharedBytes }
  /// Part of the database that rows take, dead or alive, and their indexes.
  public var filledBytes: Int { databaseBytes - freeBytes }
}
