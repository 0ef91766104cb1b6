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
  ///   - system: Where the file is.
  /// - Throws: `.foreign`, `.newerVersion` or `.damaged` for a file that this program cannot use, and
  ///   never overwrites it.
  public static func open(
    path: String, capacity: Int, replayFrom: UInt64, in system: FileSystem = .system
  ) throws(StorageError) -> Journal {
    precondition(capacity > 0 && isPlace(replayFrom), "no place for a frame")
    let page = JournalHeader.pageBytes
    let wanted = JournalHeader(
      capacity: (capacity + page - 1) / page * page, epoch: 0, epochStart: replayFrom)
    if try !system.exists(path) { try create(path, wanted, system) }
    let journal = try existing(path, replayFrom, system)
    if journal.capacity == wanted.capacity { return journal }
    if try journal.holdsFrame(at: replayFrom) { return journal }
    try create(path, wanted, system)
    return try existing(path, replayFrom, system)
  }

  private static func existing(
    _ path: String, _ replayFrom: UInt64, _ system: FileSystem
  ) throws(StorageError) -> Journal {
    let file = try File(path: path, flags: O_RDWR, in: system, operation: "open \(path)")
    let header = try JournalHeader.read(file, path: path)
    // A file that lost its end is whole again with zeros, which are no frames.
    try file.preallocate(JournalHeader.byteCount + header.capacity)
    return Journal(file: file, header: header, replayFrom: replayFrom)
  }

  /// The new file gets its name when it is complete, so a crash in between leaves no half of one.
  private static func create(
    _ path: String, _ header: JournalHeader, _ system: FileSystem
  ) throws(StorageError) {
    let temporary = path + ".new"
    do throws(StorageError) {
      let file = try File(
        path: temporary, flags: O_RDWR | O_CREAT | O_TRUNC, in: system,
        operation: "create \(temporary)")
      try file.preallocate(JournalHeader.byteCount + header.capacity)
      try header.write(to: file)
      try Directory.publish(temporary, as: path, in: system)
    } catch {
      _ = system.remove(temporary)
      throw error
    }
  }
}
