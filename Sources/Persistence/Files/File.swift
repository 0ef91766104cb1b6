import Glibc

/// An open file, closed with its owner. Calls are repeated after signals and short transfers.
struct File: ~Copyable {
  let descriptor: Int32
  let system: FileSystem

  init(
    path: String, flags: Int32, in system: FileSystem, operation: String
  ) throws(StorageError) {
    self.system = system
    descriptor = system.open(path, flags)
    if descriptor < 0 { throw .system(operation) }
  }

  deinit { system.close(descriptor) }

  /// Reserves blocks so that later writes within `byteCount` cannot run out of space.
  ///
  /// - Parameter path: For the error: whose blocks they are.
  func preallocate(_ byteCount: Int, for path: String) throws(StorageError) {
    var code = EINTR
    while code == EINTR { code = system.allocate(descriptor, byteCount) }
    guard code != 0 else { return }
    let error = StorageError.system("reserve \(byteCount) bytes for \(path)", errno: code)
    throw error.cause == .diskFull
      ? error.advising("free space there, lower journal-size or set another dir") : error
  }

  /// Fills `buffer` from `offset` on; returns the bytes read, fewer only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int
  {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = system.read(descriptor, rest, offset + done)
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

  func syncData() throws(StorageError) { try DataSync(self).run() }
}

/// Makes what a file holds survive power loss. May run anywhere while the file is open.
public struct DataSync: Sendable {
  private let descriptor: Int32
  private let call: @Sendable (Int32) -> Int32

  init(_ file: borrowing File) {
    descriptor = file.descriptor
    call = file.system.syncData
  }

  public func run() throws(StorageError) {
    while call(descriptor) != 0 {
      if errno != EINTR { throw .system("sync a file") }
    }
  }
}
