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
        + "DELETE FROM segment_indexes WHERE segment = \(segment);"
        + "DELETE FROM index_checks WHERE segment = \(segment);"
        + "DELETE FROM slid WHERE segment = \(segment)", for: operation)
    return true
  }

  /// Stores an index that was made anew of a closed segment's rows, unless the segment is gone by now.
  public func replace(_ index: SegmentIndex) throws(StorageError) {
    let operation = "repair a segment's index"
    try database.transaction(.write, for: operation) { () throws(StorageError) in
      let isThere = try database.integer(
        "SELECT 1 FROM segments WHERE segment = \(index.segment)", for: operation)
      if isThere != nil { try statements.write(index) }
    }
  }

  /// Pages that commits have written to the write-ahead log since the last checkpoint.
  var walPages: Int {
    var (pages, highest): (Int32, Int32) = (0, 0)
    // https://www.sqlite.org/c3ref/c_dbstatus_options.html#sqlitedbstatuscachewrite
    sqlite3_db_status(database.handle, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 0)
    return Int(pages)
  }

  /// Moves the write-ahead log into the database and waits for those who still read from the log, so
  /// that the next commit begins it anew and it does not grow. Returns false when somebody, a
  /// person's sqlite3 shell for one, goes on reading from it: then it must grow for now.
  /// https://www.sqlite.org/c3ref/wal_checkpoint_v2.html
  @discardableResult
  public func checkpoint() throws(StorageError) -> Bool {
    try checkpoint(mode: SQLITE_CHECKPOINT_RESTART)
  }

  /// Empties the write-ahead log and gives its space back. False when somebody reads from it.
  @discardableResult
  public func truncateLog() throws(StorageError) -> Bool {
    try checkpoint(mode: SQLITE_CHECKPOINT_TRUNCATE)
  }

  /// The last call before the writer is let go of, which closes the database.
  public func close() throws(StorageError) {
    try truncateLog()
    try files.check()
  }

  /// Bytes that the log keeps when it begins anew.
  public func limitLog(bytes: Int) throws(StorageError) { try database.limitLog(bytes: bytes) }

  private func checkpoint(mode: Int32) throws(StorageError) -> Bool {
    if isLogDoubtful { try syncLog() }
    // Our own reads are short; nobody else's may hold up commits for longer than this.
    sqlite3_busy_timeout(database.handle, 100)
    defer { sqlite3_busy_timeout(database.handle, Database.busyTimeoutMs) }
    let code = sqlite3_wal_checkpoint_v2(database.handle, nil, mode, nil, nil)
    if code == SQLITE_BUSY { return false }
    // Which of its syncs has failed is not told.
    if code != SQLITE_OK { isLogDoubtful = true }
    guard code == SQLITE_OK else { throw .sqlite("checkpoint the database", code: code) }
    var (pages, highest): (Int32, Int32) = (0, 0)
    sqlite3_db_status(database.handle, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 1)
    return true
  }

  /// Gives up to `pages` free pages back to the file system.
  /// https://www.sqlite.org/pragma.html#pragma_incremental_vacuum
  public func incrementalVacuum(pages: Int) throws(StorageError) {
    try database.execute("PRAGMA incremental_vacuum(\(pages))", for: "shrink the database")
  }

  public func fileSizes() throws(StorageError) -> StoreFileSizes {
    let operation = "measure the database"
    let pageBytes = Int(try database.integer("PRAGMA page_size", for: operation) ?? 0)
    let pages = Int(try database.integer("PRAGMA page_count", for: operation) ?? 0)
    let freePages = Int(try database.integer("PRAGMA freelist_count", for: operation) ?? 0)
    var sizes = StoreFileSizes()
    sizes.databaseBytes = max(file.size(of: file.path), pages * pageBytes)
    sizes.walBytes = file.size(of: file.walPath)
    sizes.sharedBytes = file.size(of: file.sharedPath)
    sizes.freeBytes = pageBytes * freePages
    sizes.pageBytes = pageBytes
    sizes.walPages = walPages
    return sizes
  }
}
