import CSQLite
import Synchronization

/// One SQLite connection. Belongs to one queue at a time, which is why it may do without SQLite's own
/// mutexes: https://www.sqlite.org/threadsafe.html ("multi-thread").
final class Database {
  let handle: OpaquePointer
  private let isInUse = Atomic(false)
  static let busyTimeoutMs: Int32 = 2_000

  init(path: String, readOnly: Bool, vfsName: String? = nil) throws(StorageError) {
    var opened: OpaquePointer?
    let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, vfsName)
    guard code == SQLITE_OK, let opened else {
      sqlite3_close_v2(opened)
      throw .sqlite("open \(path)", code: code)
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    // Only a person's sqlite3 shell can hold a lock; https://www.sqlite.org/c3ref/busy_timeout.html
    sqlite3_busy_timeout(handle, Database.busyTimeoutMs)
  }

  // With the v2 form the order in which statements and connection go does not matter:
  // https://www.sqlite.org/c3ref/close.html
  deinit { sqlite3_close_v2(handle) }

  func prepare(_ sql: String, for operation: String) throws(StorageError) -> Statement {
    try Statement(sql, in: self, operation: operation)
  }

  /// Runs statements that take no values, to the end.
  func execute(_ sql: String, for operation: String) throws(StorageError) {
    let code = exclusively { sqlite3_exec(handle, sql, nil, nil, nil) }
    guard code != SQLITE_OK else { return }
    let error = StorageError.sqlite(operation, code: code)
    forget(after: error)
    throw error
  }

  /// Makes a call that only one queue may make at a time. Two at once would destroy SQLite's memory
  /// without a word, so checked builds trip over it.
  func exclusively<Value>(_ call: () -> Value) -> Value {
    assert(!isInUse.exchange(true, ordering: .acquiring), "two queues use one connection")
    defer { isInUse.store(false, ordering: .releasing) }
    return call()
  }

  /// A rollback that finds a page damaged leaves the changed one in the cache, where it would pass for
  /// the page itself when the file is whole again: pages are read anew after such an error.
  /// https://www.sqlite.org/c3ref/db_release_memory.html
  private func forget(after error: StorageError) {
    if error.cause == .damaged { sqlite3_db_release_memory(handle) }
  }

  /// The first column of the first row, or nil when there is no row or it is NULL.
  func integer(_ sql: String, for operation: String) throws(StorageError) -> Int64? {
    let statement = try prepare(sql, for: operation)
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.integer(0)
  }

  /// All of `body` or nothing. https://www.sqlite.org/lang_transaction.html
  func transaction<R>(
    _ kind: TransactionKind, for operation: String, _ body: () throws(StorageError) -> R
  ) throws(StorageError) -> R {
    try execute(kind.rawValue, for: operation)
    do throws(StorageError) {
      let result = try body()
      try execute("COMMIT", for: operation)
      return result
    } catch {
      // Some errors, a full disk among them, have rolled back already.
      if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      forget(after: error)
      throw error
    }
  }

  enum TransactionKind: String {
    case read = "BEGIN"
    /// Takes the write lock at the start, so that waiting for it happens in one place.
    case write = "BEGIN IMMEDIATE"
  }
}
