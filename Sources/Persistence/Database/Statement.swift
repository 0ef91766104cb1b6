import CSQLite

/// A prepared statement; finalized with its owner. Parameters count from 1, columns from 0, as in
/// SQLite's own interface.
struct Statement: ~Copyable {
  private let handle: OpaquePointer
  private let operation: String
  // Keeps the connection open while the statement lives.
  private let database: Database

  init(_ sql: String, in database: Database, operation: String) throws(StorageError) {
    var prepared: OpaquePointer?
    let code = database.exclusively {
      sqlite3_prepare_v3(
        database.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    }
    guard code == SQLITE_OK, let prepared else { throw .sqlite(operation, code: code) }
    handle = prepared
    self.operation = operation
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  func bind(_ value: Int64, at index: Int32) throws(StorageError) {
    try check(sqlite3_bind_int64(handle, index, value))
  }

  /// Binds without copying: `bytes` must stay as they are until `reset`.
  func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) throws(StorageError) {
    // A null pointer would bind NULL instead of an empty blob.
    guard let start = bytes.baseAddress, bytes.count > 0 else {
      return try check(sqlite3_bind_zeroblob(handle, index, 0))
    }
    // A nil destructor is SQLITE_STATIC: https://www.sqlite.org/c3ref/c_static.html
    try check(sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), nil))
  }

  func bind(copying bytes: [UInt8], at index: Int32) throws(StorageError) {
    // SQLITE_TRANSIENT is a cast that C macros hide: https://www.sqlite.org/c3ref/c_static.html
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    let code = bytes.withUnsafeBytes {
      sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), transient)
    }
    try check(code)
  }

  /// Moves to the next row. Returns false at the end.
  func step() throws(StorageError) -> Bool {
    let code = database.exclusively { sqlite3_step(handle) }
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    sqlite3_reset(handle)
    throw .sqlite(operation, code: code)
  }

  /// Ends the statement's use of bound bytes and of the database; it can be run again, and every
  /// parameter is NULL.
  func reset() {
    // The code repeats what `step` has reported.
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// Valid until the next `step` or `reset`.
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    // The manual asks for the blob first, then for its length: https://www.sqlite.org/c3ref/column_blob.html
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(
      start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }

  private func check(_ code: Int32) throws(StorageError) {
    if code != SQLITE_OK { throw .sqlite(operation, code: code) }
  }
}
