import Keyspace
import Persistence

/// Rows that a walk over the keys has asked for and the store does not have.
///
/// Such a key has no name any more, so a walk that waited for it would ask for ever. Where the index of
/// its segment still tells its hash it is dropped; else the walk ends with an error.
struct MissingRows: Sendable {
  /// By row; nil when nothing tells it.
  private let hashes: [UInt64: UInt64]
  private let rows: [UInt64]

  static let damage = StorageError(
    operation: "read entries", cause: .damaged,
    message: "the database is damaged where this entry was; restore a backup")

  /// Reader queue.
  init(
    among rows: [UInt64], in found: RowBatch, _ reader: StoreReader
  ) throws(StorageError) {
    guard found.count < rows.count else {
      (self.rows, hashes) = ([], [:])
      return
    }
    self.rows = Array(Set(rows).subtracting(found.headers.map(\.row)))
    hashes = try reader.hashes(ofRows: self.rows)
  }

  /// Drops them, unless they have been moved or removed since they were asked for. Engine queue.
  ///
  /// - Returns: Why the walk cannot go on; nil when it can.
  func settle(_ core: StorageCore) -> StorageError? {
    core.buryDeadRows()
    let lost = rows.filter { core.catalog.isLive($0) }
    guard !lost.isEmpty else { return nil }
    core.warnOfDamage(
      .unreadable, count: lost.count,
      "\(lost.count) entries are missing in the database; restore a backup")
    var isSettled = true
    for row in lost {
      guard let hash = hashes[row] else {
        isSettled = false
        continue
      }
      core.keyspace.pointee.dropMissing(row: row, hash: hash)
    }
    core.buryDeadRows()
    return isSettled ? nil : MissingRows.damage
  }
}
