import CLinux
import CSQLite
import Keyspace

/// Writes the store. Writer queue only, one call at a time.
///
/// After an error the same call can be made again as it was; nothing of it has happened. After a failed
/// commit, rows are neither copied nor deleted until a commit succeeds, because states made since
/// already count on its rows.
///
/// Safe to send: it is handed to the writer queue once, and only that queue calls it.
public final class StoreWriter: @unchecked Sendable {
  let database: Database
  let file: DatabaseFile
  let hashKey: SeededHash
  /// Held for as long as anything may be written.
  private let lock: DirectoryLock
  let statements: WriterStatements
  /// The database's own files. Writer queue only.
  public let files: OwnFiles
  private var hasFailedCommit = false
  /// Rows of a commit that is in the log, while its sync has not succeeded.
  private var unsynced: RowBatch?
  /// Whether the last sync of the log has failed.
  var isLogDoubtful = false
  /// Index entries of the segment that `entries` ends with.
  var openSegment: OpenSegment?
  /// Whether the store says that it needs its journal. A start on a disk that is full may not be able to
  /// note that; then the first commit does.
  private var isJournalAwaited: Bool
  /// As the store has them.
  private var databases: DatabaseMap

  init(
    database: Database, file: DatabaseFile, lock: DirectoryLock, openSegment: OpenSegment?,
    databases: DatabaseMap, isJournalAwaited: Bool = false, hashKey: @escaping SeededHash
  ) throws(StorageError) {
    self.database = database
    self.file = file
    self.lock = lock
    self.openSegment = openSegment
    self.databases = databases
    self.isJournalAwaited = isJournalAwaited
    self.hashKey = hashKey
    statements = try WriterStatements(database)
    files = OwnFiles([file.path, file.walPath, file.sharedPath], in: file.system)
  }

  /// Writes rows, states and the journal position in one transaction, and syncs the log if the
  /// commit asks for it. When only that has failed, the next call makes up for it alone.
  public func commit(_ commit: StoreCommit) throws(StorageError) {
    try files.check()
    if unsynced !== commit.rows { try write(commit) }
    guard commit.isSynced else { return }
    unsynced = commit.rows
    try syncLog()
    unsynced = nil
  }

  private func write(_ commit: StoreCommit) throws(StorageError) {
    var open = openSegment
    hasFailedCommit = true
    try database.transaction(.write, for: "commit to the database") { () throws(StorageError) in
      for header in commit.rows.headers {
        try insert(header, of: commit.rows, as: header.row, into: &open)
      }
      for state in commit.states { try write(state) }
      try Meta.journalThrough.write(commit.journalThrough, database)
      try Meta.nextRow.write(commit.nextRow, database)
      if !isJournalAwaited { try Meta.journalAwaited.write(1, database) }
      if let map = commit.databases, map != databases { try write(map) }
    }
    openSegment = open
    isJournalAwaited = true
    databases = commit.databases ?? databases
    hasFailedCommit = false
  }

  /// A store that no swap has been in before has a view that knows nothing of numbers.
  private func write(_ map: DatabaseMap) throws(StorageError) {
    try Meta.databaseNumbers.write(map.inverse.rawValue, database)
    try database.execute(
      "DROP VIEW IF EXISTS tokens; \(Schema.view); PRAGMA user_version = \(Schema.version)",
      for: "write the databases' numbers")
  }

  /// The journal beside the store has been marked as its own, and what is acknowledged from now on may
  /// be nowhere else.
  public func noteJournalInUse() throws(StorageError) {
    try database.transaction(.write, for: "note the journal") { () throws(StorageError) in
      try Meta.journalMarked.write(1, database)
      try Meta.journalAwaited.write(1, database)
    }
    isJournalAwaited = true
  }

  /// The store holds everything that the journal does, and nothing more will be acknowledged.
  public func noteJournalSettled() throws(StorageError) {
    try Meta.journalAwaited.write(0, database)
    isJournalAwaited = false
  }

  /// Gives the page cache back to the system: nothing will be written for a while. Memory that is
  /// free inside of the allocator goes with it.
  /// https://www.sqlite.org/c3ref/db_release_memory.html
  public func releaseMemory() {
    sqlite3_db_release_memory(database.handle)
    clinux_release_memory()
  }

  /// Refuses `operation` while a failed commit waits to be made again.
  func checkCommitted(for operation: String) throws(StorageError) {
    guard hasFailedCommit else { return }
    throw StorageError(
      operation: operation, cause: .other, message: "the last commit failed and comes first")
  }

  /// Appends one row as number `row`, and stores the index of the segment that this leaves behind.
  func insert(
    _ header: RowBatch.Header, of batch: RowBatch, as row: UInt64, into open: inout OpenSegment?
  ) throws(StorageError) {
    let segment = SegmentLayout.segment(of: row)
    if open?.segment != segment {
      if let finished = open { try write(finished.index()) }
      open = OpenSegment(segment: segment)
    }
    try statements.insert(header, of: batch, as: row)
    open?.append(row: row, hash: header.hash, deadlineMs: header.lifetime.deadlineMs)
  }

  func write(_ state: SegmentState) throws(StorageError) { try statements.write(state) }
  private func write(_ index: SegmentIndex) throws(StorageError) { try statements.write(index) }
}
