import Glibc

/// Keeps a second daemon out of a data directory; released with its last owner.
///
/// An open-file-description lock goes with the process, however that ends, so there is no stale lock
/// to clear. The file stays; its content, the owner's process number, is for people.
final class DirectoryLock: Sendable {
  private let file: File

  init(directory: String, in system: FileSystem) throws(StorageError) {
    let path = directory + "/tokencached.lock"
    file = try File(
      path: path, flags: O_RDWR | O_CREAT, in: system, operation: "open \(path)")
    guard system.lock(file.descriptor) == 0 else {
      throw DirectoryLock.refusal(directory, errno, file)
    }
    try writeOwner()
  }

  private func writeOwner() throws(StorageError) {
    guard file.system.truncate(file.descriptor, 0) == 0 else {
      throw .system("write the lock file")
    }
    try file.write(Array("\(getpid())\n".utf8), at: 0)
  }

  private static func refusal(
    _ directory: String, _ code: Int32, _ file: borrowing File
  ) -> StorageError {
    guard code == EAGAIN || code == EACCES else {
      return .system("lock \(directory)", errno: code)
    }
    return StorageError(
      operation: "open \(directory)", cause: .locked, code: code,
      message: "another tokencached\(owner(file)) uses this directory; stop it or set another dir")
  }

  private static func owner(_ file: borrowing File) -> String {
    let bytes = (try? file.read(16, at: 0)) ?? []
    let digits = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
    return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
  }
}
