import Commands
import Keyspace

/// Rows as the store would keep them, in memory.
struct FakeStore {
  struct Row {
    let hash: UInt64
    let database: UInt8
    let lifetime: Lifetime
    let key: [UInt8]
    let value: [UInt8]
  }

  private(set) var rows: [UInt64: Row] = [:]
  var databases = DatabaseMap.identity
  private(set) var newestRow: UInt64 = 0

  mutating func allocateRow() -> UInt64 {
    newestRow += 1
    return newestRow
  }

  mutating func append(_ batch: RowBatch) {
    for header in batch.headers {
      rows[header.row] = Row(
        hash: header.hash, database: header.database, lifetime: header.lifetime,
        key: Array(batch.key(of: header)), value: Array(batch.value(of: header)))
    }
  }

  mutating func remove(_ dead: [UInt64]) {
    for row in dead { rows[row] = nil }
  }

  /// The number of a new row with the content of `row`, which is gone; nil when it is not live.
  mutating func copy(_ row: UInt64) -> UInt64? {
    guard let content = rows.removeValue(forKey: row) else { return nil }
    let number = allocateRow()
    rows[number] = content
    return number
  }

  /// The live ones of `wanted`; nil when there is none.
  func batch(of wanted: [UInt64], withValues: Bool) -> RowBatch? {
    let batch = RowBatch()
    for number in wanted {
      guard let row = rows[number] else { continue }
      row.key.withUnsafeBytes { key in
        row.value.withUnsafeBytes { value in
          batch.append(
            row: number, hash: row.hash, database: row.database, lifetime: row.lifetime, key: key,
            value: withValues ? value : nil)
        }
      }
    }
    return batch.isEmpty ? nil : batch
  }

  func row(of sought: SoughtKey) -> UInt64? {
    rows.first { $0.value.database == sought.database && $0.value.key == sought.bytes }?.key
  }
}
