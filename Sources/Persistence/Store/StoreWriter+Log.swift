import CSQLite

extension StoreWriter {
  private static let operation = "sync the database's log"
  private typealias LogFile = UnsafeMutablePointer<sqlite3_file>
  private typealias Methods = UnsafePointer<sqlite3_io_methods>

  /// Makes every commit so far survive power loss.
  ///
  /// After a sync has failed, Linux takes the log's pages for clean though the disk never got them, and
  /// a second sync would succeed without writing any: the log is written again first. Moving it into
  /// the database instead would leave older pages in the log than in the database after a power loss.
  /// https://wiki.postgresql.org/wiki/Fsync_Errors
  func syncLog() throws(StorageError) {
    var log: LogFile?
    // https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntljournalpointer
    let code = sqlite3_file_control(database.handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)
    guard code == SQLITE_OK, let log else { throw .sqlite(StoreWriter.operation, code: code) }
    // There is no log as long as nothing was committed.
    guard let methods = log.pointee.pMethods else { return }
    if isLogDoubtful { try rewrite(log, methods) }
    isLogDoubtful = true
    try check(methods.pointee.xSync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY))
    isLogDoubtful = false
  }

  /// Writes every byte of the log to where it stands, while nobody else can write to it.
  private func rewrite(_ log: LogFile, _ methods: Methods) throws(StorageError) {
    try database.transaction(.write, for: StoreWriter.operation) { () throws(StorageError) in
      var size: sqlite3_int64 = 0
      try check(methods.pointee.xFileSize(log, &size))
      let part = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { part.deallocate() }
      var offset: sqlite3_int64 = 0
      while offset < size {
        let count = Int32(min(size - offset, sqlite3_int64(part.count)))
        try check(methods.pointee.xRead(log, part.baseAddress, count, offset))
        try check(methods.pointee.xWrite(log, part.baseAddress, count, offset))
        offset += sqlite3_int64(count)
      }
    }
  }

  private func check(_ code: Int32) throws(StorageError) {
    if code != SQLITE_OK { throw .sqlite(StoreWriter.operation, code: code) }
  }
}
