public import Keyspace

/// Reads cold rows through its own read-only connection.
///
/// Safe to send: it is handed to one queue, and only that queue calls it.
public final class StoreReader: @unchecked Sendable {
  let database: Database
  let hashKey: SeededHash
  private let selectRow: Statement
  private let selectKey: Statement

  init(
    path: String, vfsName: String?, cacheBytes: Int, hashKey: @escaping SeededHash
  ) throws(StorageError) {
    database = try Database(path: path, readOnly: true, vfsName: vfsName)
    try database.configureReader(cacheBytes: cacheBytes)
    self.hashKey = hashKey
    selectRow = try database.prepare(
      "SELECT \(RowColumns.withValue) FROM entries WHERE row = ?", for: "read entries")
    selectKey = try database.prepare(
      "SELECT \(RowColumns.withValueLength) FROM entries WHERE row = ?", for: "read keys")
  }

  /// The rows with their values, in ascending order; rows that are not there are left out.
  public func read(rows: [UInt64]) throws(StorageError) -> RowBatch {
    // Neighbours share pages, so ascending order reads each page once.
    try read(rows: rows.sorted(), limitBytes: .max).batch
  }

  /// The rows in the order given, up to the one with which their keys and values reach `limitBytes`.
  ///
  /// - Returns: The rows that are there, and how many of `rows` have been looked at: one at least.
  public func read(
    rows: [UInt64], limitBytes: Int
  ) throws(StorageError) -> (batch: RowBatch, count: Int) {
    try collect(rows, with: selectRow, values: true, limitBytes: limitBytes)
  }

  /// The rows without their values.
  public func keys(rows: [UInt64]) throws(StorageError) -> RowBatch {
    try collect(rows.sorted(), with: selectKey, values: false, limitBytes: .max).batch
  }

  /// The same in the order given, up to the one with which the keys reach `limitBytes`.
  public func keys(
    rows: [UInt64], limitBytes: Int
  ) throws(StorageError) -> (batch: RowBatch, count: Int) {
    try collect(rows, with: selectKey, values: false, limitBytes: limitBytes)
  }

  private func collect(
    _ rows: [UInt64], with statement: borrowing Statement, values: Bool, limitBytes: Int
  ) throws(StorageError) -> (batch: RowBatch, count: Int) {
    let batch = RowBatch(capacity: 1024)
    var count = 0
    // One transaction saves taking and leaving the lock for each row.
    try database.transaction(.read, for: "read entries") { () throws(StorageError) in
      while count < rows.count && (count == 0 || batch.byteCount < limitBytes) {
        defer { statement.reset() }
        try statement.bind(Int64(bitPattern: rows[count]), at: 1)
        count += 1
        if try statement.step() {
          RowColumns.append(statement, withValue: values, hash: hashKey, to: batch)
        }
      }
    }
    return (batch, count)
  }

  /// Whether `row` holds this very key, and adds it to `batch` if so.
  func append(
    row: UInt64, ifHolding request: LocateRequest, to batch: RowBatch
  ) throws(StorageError) -> Bool {
    defer { selectRow.reset() }
    try selectRow.bind(Int64(bitPattern: row), at: 1)
    guard try selectRow.step(), RowColumns.database(selectRow) == request.database,
      RowColumns.key(selectRow).elementsEqual(request.key)
    else { return false }
    RowColumns.append(selectRow, withValue: true, hash: hashKey, to: batch)
    return true
  }
}
