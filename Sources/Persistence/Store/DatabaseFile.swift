import Glibc

/// The file `tokens.db` before SQLite touches it.
///
/// SQLite may repair or checkpoint whatever it opens, so what is not ours is refused by its first
/// hundred bytes: https://www.sqlite.org/fileformat2.html#the_database_header
struct DatabaseFile {
  let path: String
  private let journalPath: String
  let system: FileSystem

  init(directory: String, in system: FileSystem) {
    path = directory + "/tokens.db"
    journalPath = directory + "/" + Journal.fileName
    self.system = system
  }

  var walPath: String { path + "-wal" }
  /// The index of the log, which connections share. https://www.sqlite.org/walformat.html
  var sharedPath: String { path + "-shm" }

  /// Creates the file unless there is one, and refuses one that this program cannot use.
  func prepare(pageBytes: Int) throws(StorageError) {
    for path in [path, walPath, sharedPath] { try system.requireFile(path) }
    if try !system.exists(path) {
      try refuseStrayLog()
      try refuseStrayJournal()
      return try create(pageBytes: pageBytes)
    }
    let header = try DatabaseFile.header(path, system)
    guard DatabaseFile.isOurs(header) else {
      throw refusal(
        .foreign, "it is not a database of tokencached; move it away or set another dir")
    }
    guard DatabaseFile.number(header, at: 60) <= Schema.version else { throw newer }
  }

  /// Whether a file may be replaced by a copy of the database: there is none, it is empty, or it is a
  /// database of ours itself.
  static func isReplaceable(_ path: String, in system: FileSystem) throws(StorageError) -> Bool {
    guard try system.exists(path) else { return true }
    guard system.identity(path)?.isRegular ?? true else { return false }
    let header = try header(path, system)
    return header.isEmpty || isOurs(header)
  }

  private static func header(
    _ path: String, _ system: FileSystem
  ) throws(StorageError) -> [UInt8] {
    try File(path: path, flags: O_RDONLY, in: system, operation: "open \(path)").read(100, at: 0)
  }

  private static func isOurs(_ header: [UInt8]) -> Bool {
    header.count == 100 && header.starts(with: "SQLite format 3\0".utf8)
      && number(header, at: 68) == Schema.applicationID
  }

  var newer: StorageError {
    refusal(.newerVersion, "a newer tokencached wrote it; start that version or set another dir")
  }

  func damaged(_ detail: String) -> StorageError {
    refusal(.damaged, "\(detail); restore a backup, or move the file away and lose its entries")
  }

  func full(_ detail: String) -> StorageError {
    refusal(.diskFull, "\(detail); free space there or set another dir")
  }

  /// Of the file; never 0.
  var inode: UInt64 { max(system.identity(path)?.inode ?? 1, 1) }

  func size(of path: String) -> Int { max(system.size(path), 0) }

  /// SQLite would play the log of a database that has been moved away into the new one.
  /// https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
  private func refuseStrayLog() throws(StorageError) {
    guard size(of: walPath) > 0 else { return }
    throw refusal(
      .damaged,
      "\(walPath) is there without it; put it back beside its database or move it away too")
  }

  /// A new database would make the journal another one's, and what it holds could not be had any more.
  private func refuseStrayJournal() throws(StorageError) {
    guard size(of: journalPath) > 0 else { return }
    throw refusal(
      .damaged,
      "it is missing though \(journalPath) is there, which may hold changes to it; put it back, "
        + "restore a backup, or move the journal away too and lose what it holds")
  }

  private func refusal(_ cause: StorageError.Cause, _ message: String) -> StorageError {
    StorageError(operation: "open \(path)", cause: cause, message: message)
  }

  /// A big-endian number of the database header.
  private static func number(_ header: [UInt8], at offset: Int) -> UInt32 {
    header[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension DatabaseFile {
  /// The new file gets its name when it is complete, so a crash in between leaves no half of one.
  private func create(pageBytes: Int) throws(StorageError) {
    let temporary = path + ".new"
    _ = system.remove(temporary)
    _ = system.remove(temporary + "-journal")
    do throws(StorageError) {
      try fill(temporary, pageBytes: pageBytes)
      try Directory.publish(temporary, as: path, in: system)
    } catch {
      _ = system.remove(temporary)
      throw error
    }
  }

  private func fill(_ temporary: String, pageBytes: Int) throws(StorageError) {
    // SQLite gives its log and shared memory the mode of the database file.
    _ = try File(
      path: temporary, flags: O_RDWR | O_CREAT | O_EXCL, in: system,
      operation: "create \(temporary)")
    let database = try Database(path: temporary, readOnly: false, vfsName: system.vfsName)
    // Both must come before the first table: https://www.sqlite.org/pragma.html#pragma_page_size and
    // https://www.sqlite.org/pragma.html#pragma_auto_vacuum
    try database.set("page_size = \(pageBytes)")
    try database.set("auto_vacuum = INCREMENTAL")
    try database.set("synchronous = FULL")
    try database.transaction(.write, for: "create \(path)") { () throws(StorageError) in
      try database.set("application_id = \(Schema.applicationID)")
      try database.set("user_version = \(Schema.firstVersion)")
      try database.execute(Schema.tables + Schema.view, for: "create \(path)")
      try Meta.createAll(database)
    }
  }
}
