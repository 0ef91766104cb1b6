import Glibc

extension Journal {
  /// Opens the ring file at `path`, creating it with `capacity` bytes of frames if there is none.
  ///
  /// An existing ring of another capacity keeps its own while it holds frames from `replayFrom` on,
  /// and is made anew otherwise. Call `replay` next, in any case.
  ///
  /// - Parameters:
  ///   - capacity: Bytes for frames; rounded up to whole 4 KB pages.
  ///   - replayFrom: The LSN that the store's last commit names; frames before it are of no interest.
  ///   - ties: What the store knows of its journal.
  ///   - acceptsDamage: Whether to go on without a journal that the store knows it needs.
  ///   - system: Where the file is.
  /// - Throws: `.foreign`, `.newerVersion` or `.damaged` for a file that this program cannot use, and
  ///   never overwrites it.
  public static func open(
    path: String, capacity: Int, replayFrom: UInt64, ties: JournalTies = .none,
    acceptsDamage: Bool = false, in system: FileSystem = .system
  ) throws(StorageError) -> Journal {
    precondition(capacity > 0 && isPlace(replayFrom), "no place for a frame")
    let page = JournalHeader.pageBytes
    let wanted = JournalHeader(
      capacity: (capacity + page - 1) / page * page, epoch: 0, epochStart: replayFrom)
    try system.requireFile(path)
    let isMissing = try !system.exists(path)
    if isMissing {
      guard acceptsDamage || !ties.isAwaited else { throw missing(path) }
      try create(path, wanted, ties, system)
    }
    var journal = try existing(path, replayFrom, ties, system)
    journal.wasMissed = isMissing && ties.isAwaited
    let isWhole = try journal.isWhole()
    journal.hasLostEnd = ties.isAwaited && !isWhole
    if journal.capacity == wanted.capacity { return journal }
    if try journal.isNeeded(from: replayFrom) { return journal }
    try create(path, wanted, ties, system)
    return try existing(path, replayFrom, ties, system)
  }

  private static func missing(_ path: String) -> StorageError {
    StorageError(
      operation: "open \(path)", cause: .damaged,
      message: "it is missing, and with it changes that were safe in it and that the database may "
        + "not have; put it back, restore a backup, or set journal-damage accept to start without them"
    )
  }

  private static func existing(
    _ path: String, _ replayFrom: UInt64, _ ties: JournalTies, _ system: FileSystem
  ) throws(StorageError) -> Journal {
    let file = try File(
      path: path, flags: O_RDWR, in: system, operation: "open \(path)")
    let pages = try JournalPages.read(file, path: path)
    try ties.check(pages.identity, path: path)
    return Journal(
      file: file, path: path, pages: pages, identity: ties.identity, replayFrom: replayFrom)
  }

  /// The new file gets its name when it is complete, so a crash in between leaves no half of one.
  private static func create(
    _ path: String, _ header: JournalHeader, _ ties: JournalTies, _ system: FileSystem
  ) throws(StorageError) {
    let temporary = path + ".new"
    do throws(StorageError) {
      let file = try File(
        path: temporary, flags: O_RDWR | O_CREAT | O_TRUNC, in: system,
        operation: "create \(temporary)")
      try file.preallocate(JournalHeader.byteCount + header.capacity, for: path)
      let mark = JournalMark(
        header: header, identity: ties.identity, syncedLsn: header.epochStart)
      SyncMark(mark, page: 1, of: file).run()
      try header.write(to: file)
      try Directory.publish(temporary, as: path, in: system)
    } catch {
      _ = system.remove(temporary)
      throw error
    }
  }
}
