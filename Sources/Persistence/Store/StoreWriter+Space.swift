import CSQLite

extension StoreWriter {
  /// Deletes rows of an all-dead segment, within a range of `rowLimit` row numbers. Returns whether the
  /// segment is gone. `Catalog.droppable` names segments that are ripe.
  public func reclaim(segment: UInt64, rowLimit: Int) throws(StorageError) -> Bool {
    try checkCommitted(for: "delete dead entries")
    let isGone = try database.transaction(.write, for: "delete dead entries") {
      () throws(StorageError) in try deleteRows(of: segment, rowLimit: rowLimit)
    }
    if isGone && openSegment?.segment == segment { openSegment = nil }
    return isGone
  }

  private func deleteRows(of segment: UInt64, rowLimit: Int) throws(StorageError) -> Bool {
    let operation = "delete dead entries"
    let all = SegmentLayout.rows(of: segment)
    let first = try database.integer(
      "SELECT min(row) FROM entries WHERE row >= \(all.lowerBound) AND row < \(all.upperBound)",
      for: operation)
    if let first {
      let end = min(UInt64(first) + UInt64(rowLimit), all.upperBound)
      try database.execute(
        "DELETE FROM entries WHERE row >= \(first) AND row < \(end)", for: operation)
      if end < all.upperBound { return false }
    }
    try database.execute(
      "DELETE FROM segments WHERE segment = \(segment);"
        + "DELETE FROM segment_indexes WHERE segment = \(segment)", for: operation)
    return true
  }

  /// Pages that commits have written to the write-ahead log since the last checkpoint.
  public var walPages: Int {
    var (pages, highest): (Int32, Int32) = (0, 0)
    // https://www.sqlite.org/c3ref/c_dbstatus_options.html#sqlitedbstatuscachewrite
    sqlite3_db_status(database.handle, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 0)
    return Int(pages)
  }

  /// Moves pages from the write-ahead log into the database as far as readers allow. Returns the pages
  /// that stay in the log, 0 when the next commit can begin it anew.
  /// https://www.sqlite.org/c3ref/wal_checkpoint_v2.html
  @discardableResult
  public func checkpoint() throws(StorageError) -> Int {
    try checkpoint(mode: SQLITE_CHECKPOINT_PASSIVE)
  }

  /// Empties the write-ahead log; the last call before the writer is let go of, which closes the
  /// database.
  public func close() throws(StorageError) {
    try checkpoint(mode: SQLITE_CHECKPOINT_TRUNCATE)
  }

  @discardableResult
  private func checkpoint(mode: Int32) throws(StorageError) -> Int {
    var (inLog, moved): (Int32, Int32) = (0, 0)
    let code = sqlite3_wal_checkpoint_v2(database.handle, nil, mode, &inLog, &moved)
    guard code == SQLITE_OK else { throw .sqlite("checkpoint the database", code: code) }
    var (pages, highest): (Int32, Int32) = (0, 0)
    sqlite3_db_status(database.handle, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 1)
    return Int(inLog - moved)
  }

  /// Gives up to `pages` free pages back to the file system.
  /// https://www.sqlite.org/pragma.html#pragma_incremental_vacuum
  public func incrementalVacuum(pages: Int) throws(StorageError) {
    try database.execute("PRAGMA incremental_vacuum(\(pages))", for: "shrink the database")
  }

  public func fileSizes() throws(StorageError) -> StoreFileSizes {
    let operation = "measure the database"
    let pageBytes = try database.integer("PRAGMA page_size", for: operation) ?? 0
    let freePages = try database.integer("PRAGMA freelist_count", for: operation) ?? 0
    return StoreFileSizes(
      databaseBytes: file.size(of: file.path), walBytes: file.size(of: file.walPath),
      freeBytes: Int(pageBytes * freePages))
  }
}

/// Bytes that the store takes on disk.
public struct StoreFileSizes: Sendable, Equatable {
  public var databaseBytes: Int
  public var walBytes: Int
  /// Part of the database, or of what the log is about to make it, that holds nothing.
  public var freeBytes: Int
}
