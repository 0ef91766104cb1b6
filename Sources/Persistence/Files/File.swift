import Glibc

/// An open file, closed with its owner. Calls are repeated after signals and short transfers.
struct File: ~Copyable {
  let descriptor: Int32

  init(path: String, flags: Int32, operation: String) throws(StorageError) {
    descriptor = Glibc.open(path, flags | O_CLOEXEC, mode_t(0o600))
    if descriptor < 0 { throw .system(operation) }
  }

  deinit { close(descriptor) }

  /// Reserves blocks so that later writes within `byteCount` cannot run out of space.
  func preallocate(_ byteCount: Int) throws(StorageError) {
    var code = EINTR
    while code == EINTR { code = posix_fallocate(descriptor, 0, off_t(byteCount)) }
    if code != 0 { throw .system("reserve disk space", errno: code) }
  }

  /// Fills `buffer` from `offset` on; returns the bytes read, fewer only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int
  {
    var done = 0
    while done < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw .system("read a file") }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Reads up to `byteCount` bytes from `offset` on.
  func read(_ byteCount: Int, at offset: Int) throws(StorageError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    defer { buffer.deallocate() }
    return Array(buffer[..<(try read(into: buffer, at: offset))])
  }

  func syncData() throws(StorageError) { try File.syncData(descriptor) }

  static func syncData(_ descriptor: Int32) throws(StorageError) {
    while fdatasync(descriptor) != 0 {
      if errno != EINTR { throw .system("sync a file") }
    }
  }
}
