@testable import Keyspace

/// The store as the keyspace expects it: rows that are appended in batches and marked dead.
struct FakeStore {
  /// What a row holds.
  struct Row {
    var hash: UInt64
    var database: UInt8
    var lifetime: Lifetime
    var key: [UInt8]
    var value: [UInt8]
  }

  /// A batch on its way to the disk.
  struct Commit {
    var batch: RowBatch
    var deadRows: [UInt64]
    /// All rows before this one are dead, because everything was removed.
    var flushedBefore: UInt64
    /// The payload of the crash journal from which a replay must start after this commit.
    var journalThrough: Int
    var databases: DatabaseMap
  }

  /// Live rows that are on disk.
  private(set) var rows: [UInt64: Row] = [:]
  private(set) var journalThrough = 0
  private(set) var databases = DatabaseMap.identity
  /// The number that the next row will get.
  var nextRow: UInt64 = 1

  mutating func apply(_ commit: Commit) {
    rows = rows.filter { $0.key >= commit.flushedBefore }
    for header in commit.batch.headers where header.row >= commit.flushedBefore {
      rows[header.row] = Row(
        hash: header.hash, database: header.database, lifetime: header.lifetime,
        key: Array(commit.batch.key(of: header)), value: Array(commit.batch.value(of: header)))
    }
    for row in commit.deadRows { rows[row] = nil }
    journalThrough = commit.journalThrough
    databases = commit.databases
  }

  mutating func removeAll() { rows.removeAll() }

  /// Copies a row to a newer one, as a compaction does; nil when it is not live.
  mutating func copyForward(_ row: UInt64) -> UInt64? {
    guard let content = rows.removeValue(forKey: row) else { return nil }
    rows[nextRow] = content
    nextRow += 1
    return nextRow - 1
  }

  /// One row in the form in which the reader hands it over.
  func fetch(_ row: UInt64, withValue: Bool = true) -> RowBatch? {
    guard let content = rows[row] else { return nil }
    let batch = RowBatch(capacity: content.key.count + content.value.count)
    content.key.withUnsafeBytes { key in
      content.value.withUnsafeBytes { value in
        batch.append(
          row: row, hash: content.hash, database: content.database, lifetime: content.lifetime,
          key: key, value: withValue ? value : nil)
      }
    }
    return batch
  }

  /// The row of a key, found by search.
  func locate(_ key: Key) -> UInt64? {
    rows.first { _, row in
      row.hash == key.hash && row.database == key.database && row.key.elementsEqual(key.bytes)
    }?.key
  }
}
