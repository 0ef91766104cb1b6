import Glibc

/// The calls through which data files are used.
///
/// A value instead of the calls themselves, so that tests can supply a disk that fails, fills up or
/// forgets what was not synced. Each function does what its manual page says, `errno` included, and
/// may be called on any queue.
public struct FileSystem: Sendable {
  public typealias Write =
    @Sendable (
      _ descriptor: Int32, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer,
      _ offset: Int
    ) -> Int

  /// open(2) with `O_CLOEXEC` added; a new file is its owner's alone.
  public var open: @Sendable (_ path: String, _ flags: Int32) -> Int32
  /// close(2).
  public var close: @Sendable (_ descriptor: Int32) -> Void
  /// fcntl(2), `F_OFD_SETLK`: a write lock on the whole file.
  public var lock: @Sendable (_ descriptor: Int32) -> Int32
  /// flock(2), `LOCK_EX | LOCK_NB`, of a directory.
  public var lockDirectory: @Sendable (_ descriptor: Int32) -> Int32
  /// posix_fallocate(3): returns the error's number.
  public var allocate: @Sendable (_ descriptor: Int32, _ byteCount: Int) -> Int32
  /// lseek(2), `SEEK_HOLE`, then `SEEK_DATA`: the first part at or behind an offset for which the file
  /// system has no written blocks; nil when there is none, or none that can be told.
  public var hole: @Sendable (_ descriptor: Int32, _ offset: Int) -> Range<Int>?
  /// ftruncate(2).
  public var truncate: @Sendable (_ descriptor: Int32, _ byteCount: Int) -> Int32
  /// pread(2).
  public var read:
    @Sendable (_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) -> Int
  /// pwritev(2) of two pieces, one behind the other.
  public var write: Write
  /// fdatasync(2).
  public var syncData: @Sendable (_ descriptor: Int32) -> Int32
  /// fsync(2) of a directory.
  public var syncDirectory: @Sendable (_ descriptor: Int32) -> Int32
  /// rename(2).
  public var rename: @Sendable (_ old: String, _ new: String) -> Int32
  /// unlink(2).
  public var remove: @Sendable (_ path: String) -> Int32
  /// The size of a file in bytes by stat(2), or -1.
  public var size: @Sendable (_ path: String) -> Int
  /// Which file has this name by stat(2), or nil with `errno`.
  public var identity: @Sendable (_ path: String) -> FileIdentity?
  /// A descriptor without blocking that becomes readable when a name appears in a directory or leaves
  /// it, or -1 where that cannot be told. See inotify(7).
  public var watchDirectory: @Sendable (_ path: String) -> Int32
  /// The SQLite VFS that belongs to these calls; nil for the one that SQLite uses by itself.
  /// https://www.sqlite.org/vfs.html
  public var vfsName: String?

  /// Whether there is a file of this name. Not being able to tell is an error: who took it for "no"
  /// would put a new file over the old one.
  func exists(_ path: String) throws(StorageError) -> Bool {
    if size(path) >= 0 { return true }
    guard errno == ENOENT else { throw .system("look for \(path)") }
    return false
  }

  /// Refuses what has a file's name and is none: opening a pipe would wait for its other end, and
  /// SQLite does not name a directory that it cannot open.
  func requireFile(_ path: String) throws(StorageError) {
    guard let found = identity(path), !found.isRegular else { return }
    throw StorageError(
      operation: "open \(path)", cause: .foreign,
      message: "it is not a file; move it away or set another dir")
  }
}

/// Tells a file from every other one, whatever their names.
public struct FileIdentity: Sendable, Equatable {
  public var device: UInt64
  public var inode: UInt64
  /// An ordinary file, not a directory, a pipe or a device.
  public var isRegular: Bool

  public init(device: UInt64, inode: UInt64, isRegular: Bool) {
    (self.device, self.inode, self.isRegular) = (device, inode, isRegular)
  }
}
