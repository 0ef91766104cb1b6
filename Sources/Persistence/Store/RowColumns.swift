import Keyspace

/// Computes a key's hash with the store's own seed.
typealias SeededHash = @Sendable (_ database: UInt8, _ key: UnsafeRawBufferPointer) -> UInt64

/// The columns of `entries` in the order in which all queries name them.
enum RowColumns {
  static let withValue = "row, database, expires_at, window_ms, cap_ms, key, value"
  /// SQLite does not visit a value's pages when only its length is asked for.
  static let withValueLength = "row, database, expires_at, window_ms, cap_ms, key, length(value)"

  static func row(_ statement: borrowing Statement) -> UInt64 {
    UInt64(bitPattern: statement.integer(0))
  }

  static func database(_ statement: borrowing Statement) -> UInt8 {
    UInt8(truncatingIfNeeded: statement.integer(1))
  }

  static func deadlineMs(_ statement: borrowing Statement) -> Int64 { statement.integer(2) }

  static func key(_ statement: borrowing Statement) -> UnsafeRawBufferPointer { statement.bytes(5) }

  static func hash(_ statement: borrowing Statement, _ hash: SeededHash) -> UInt64 {
    hash(database(statement), key(statement))
  }

  /// Adds the present row to `batch`.
  static func append(
    _ statement: borrowing Statement, withValue: Bool, hash: SeededHash, to batch: RowBatch
  ) {
    let lifetime = Lifetime(
      deadlineMs: deadlineMs(statement), windowMs: statement.integer(3), capMs: statement.integer(4)
    )
    batch.append(
      row: row(statement), hash: self.hash(statement, hash), database: database(statement),
      lifetime: lifetime, key: key(statement),
      value: withValue ? statement.bytes(6) : nil)
  }
}
