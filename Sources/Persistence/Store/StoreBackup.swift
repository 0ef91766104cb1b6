import CSQLite
import Glibc

extension StoreWriter {
  /// Begins a consistent copy at `path`. A file of that name stays until the copy is complete.
  public func beginBackup(to path: String) throws(StorageError) -> StoreBackup {
    try StoreBackup(of: database, to: path, in: file.system)
  }

  /// Removes what a copy to `path` left behind that a crash interrupted.
  public func removeRemains(ofBackupAt path: String) {
    StoreBackup.removeRemains(ofCopyAt: path, in: file.system)
  }
}

/// A copy of the database in the making. Writer queue only.
///
/// Commits may go on between steps: because they come through the same connection, SQLite carries them
/// into the copy, which therefore shows the store as it is at the last step.
/// https://www.sqlite.org/c3ref/backup_finish.html
///
/// Safe to send: only the writer queue calls it.
public final class StoreBackup: @unchecked Sendable {
  private static let operation = "copy the database"
  private let source: Database
  private let system: FileSystem
  private let path: String
  private var temporary: String { path + ".new" }
  private var target: Database?
  private var handle: OpaquePointer?
  private let file: File

  static func removeRemains(ofCopyAt path: String, in system: FileSystem) {
    for suffix in [".new", ".new-journal", ".new-wal", ".new-shm"] {
      _ = system.remove(path + suffix)
    }
  }

  init(of source: Database, to path: String, in system: FileSystem) throws(StorageError) {
    self.source = source
    self.system = system
    self.path = path
    guard try DatabaseFile.isReplaceable(path, in: system) else {
      throw StorageError(
        operation: StoreBackup.operation, cause: .foreign,
        message: "\(path) is no copy of it and is not replaced; set another backup-file")
    }
    StoreBackup.removeRemains(ofCopyAt: path, in: system)
    file = try File(
      path: path + ".new", flags: O_RDWR | O_CREAT | O_EXCL, in: system,
      operation: StoreBackup.operation)
    let target = try Database(path: path + ".new", readOnly: false, vfsName: system.vfsName)
    self.target = target
    // Until it has its name nobody cares for the file after a crash, and each step syncs by itself.
    // https://www.sqlite.org/pragma.html#pragma_synchronous
    try target.set("synchronous = OFF")
    handle = sqlite3_backup_init(target.handle, "main", source.handle, "main")
    if handle == nil {
      throw .sqlite(StoreBackup.operation, code: sqlite3_errcode(target.handle))
    }
  }

  deinit { abandon() }

  /// Copies up to `pages` pages. Returns whether the copy is complete, synced and under its name.
  /// After an error the copy is given up and nothing is left of it.
  public func step(pages: Int) throws(StorageError) -> Bool {
    guard let handle else { preconditionFailure("the copy has ended") }
    let code = sqlite3_backup_step(handle, Int32(clamping: pages))
    switch code {
    // A person's sqlite3 shell may hold a lock for a moment; the next step tries again.
    case SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED:
      try syncStep()
      return false
    case SQLITE_DONE:
      try complete()
      return true
    default:
      abandon()
      throw .sqlite(StoreBackup.operation, code: code)
    }
  }

  /// The disk gets the copy in even pieces, so that its end does not hold up a commit.
  private func syncStep() throws(StorageError) {
    do throws(StorageError) {
      try file.syncData()
    } catch {
      abandon()
      throw error
    }
  }

  private func complete() throws(StorageError) {
    let code = sqlite3_backup_finish(handle)
    handle = nil
    do throws(StorageError) {
      if code != SQLITE_OK { throw .sqlite(StoreBackup.operation, code: code) }
      // What was acknowledged before the copy was asked for is in it: it needs no journal.
      if let target { try Meta.journalAwaited.write(0, target) }
      target = nil
      try file.syncData()
      // The log of a copy that somebody has opened and changed would be played into the new one.
      // https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
      for suffix in ["-wal", "-shm"] { _ = system.remove(path + suffix) }
      try Directory.publish(temporary, as: path, in: system)
    } catch {
      target = nil
      StoreBackup.removeRemains(ofCopyAt: path, in: system)
      throw error
    }
  }

  private func abandon() {
    guard handle != nil || target != nil else { return }
    _ = sqlite3_backup_finish(handle)
    (handle, target) = (nil, nil)
    StoreBackup.removeRemains(ofCopyAt: path, in: system)
  }
}
