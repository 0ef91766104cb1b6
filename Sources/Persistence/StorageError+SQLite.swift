import CSQLite

extension StorageError {
  /// The error that an SQLite call returned. The text is SQLite's general one for the code, because the
  /// particular one may quote data. https://www.sqlite.org/rescode.html
  static func sqlite(_ operation: String, code: Int32) -> StorageError {
    StorageError(
      operation: operation, cause: cause(sqlite: code & 0xff), code: code,
      message: String(cString: sqlite3_errstr(code)))
  }

  private static func cause(sqlite primary: Int32) -> Cause {
    switch primary {
    case SQLITE_FULL: .diskFull
    case SQLITE_IOERR: .inputOutput
    case SQLITE_CORRUPT: .damaged
    case SQLITE_NOTADB: .foreign
    case SQLITE_BUSY, SQLITE_LOCKED: .locked
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .permission
    case SQLITE_TOOBIG: .tooLarge
    default: .other
    }
  }
}
