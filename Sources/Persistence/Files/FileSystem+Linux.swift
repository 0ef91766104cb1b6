import CLinux
import Glibc

extension FileSystem {
  /// The machine's own files.
  public static let system = FileSystem(
    open: { Glibc.open($0, $1 | O_CLOEXEC, mode_t(0o600)) },
    close: { _ = Glibc.close($0) },
    lock: { clinux_lock_file($0) },
    lockDirectory: { flock($0, LOCK_EX | LOCK_NB) },
    allocate: { posix_fallocate($0, 0, off_t($1)) },
    hole: { hole(in: $0, from: $1) },
    truncate: { ftruncate($0, off_t($1)) },
    read: { pread($0, $1.baseAddress, $1.count, off_t($2)) },
    write: { writePair($0, $1, $2, $3) },
    syncData: { fdatasync($0) },
    syncDirectory: { fsync($0) },
    rename: { Glibc.rename($0, $1) },
    remove: { unlink($0) },
    size: { size(of: $0) },
    identity: { identity(of: $0) },
    watchDirectory: { clinux_watch_directory($0) },
    vfsName: nil)

  private static func writePair(
    _ descriptor: Int32, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer,
    _ offset: Int
  ) -> Int {
    // Safe: pwritev reads through these pointers only, although iovec declares them mutable.
    let pieces = (
      iovec(iov_base: UnsafeMutableRawPointer(mutating: first.baseAddress), iov_len: first.count),
      iovec(iov_base: UnsafeMutableRawPointer(mutating: second.baseAddress), iov_len: second.count)
    )
    return withUnsafeBytes(of: pieces) { bytes in
      pwritev(descriptor, bytes.assumingMemoryBound(to: iovec.self).baseAddress!, 2, off_t(offset))
    }
  }

  private static func hole(in descriptor: Int32, from offset: Int) -> Range<Int>? {
    let end = Int64(lseek(descriptor, 0, SEEK_END))
    let start = clinux_hole_start(descriptor, Int64(offset))
    // Every file ends in a hole of no bytes.
    guard start >= 0, start < end else { return nil }
    let data = clinux_data_start(descriptor, start)
    return Int(start)..<Int(data < 0 ? end : data)
  }

  private static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : -1
  }

  private static func identity(of path: String) -> FileIdentity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return FileIdentity(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
      isRegular: status.st_mode & S_IFMT == S_IFREG)
  }
}
