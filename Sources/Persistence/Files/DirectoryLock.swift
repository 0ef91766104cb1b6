import Glibc

/// Keeps a second daemon out of a data directory; released with its last owner.
///
/// The directory itself is locked: whatever is done to the files in it, by hand or by a setting, the
/// lock stays. It goes with the process, however that ends, so there is no stale lock to clear. A
/// lock of the file `tokencached.lock` comes with it, for earlier versions, which look at no other;
/// its content, the owner's process number, is for people.
final class DirectoryLock: Sendable {
  private let directory: File
  private let file: File

  init(directory path: String, in system: FileSystem) throws(StorageError) {
    let lockPath = path + "/tokencached.lock"
    directory = try File(
      path: path, flags: O_RDONLY | O_DIRECTORY, in: system, operation: "open \(path)")
    try system.requireFile(lockPath)
    file = try File(
      path: lockPath, flags: O_RDWR | O_CREAT, in: system, operation: "open \(lockPath)")
    guard DirectoryLock.take(directory) else { throw DirectoryLock.refusal(path, errno, file) }
    guard system.lock(file.descriptor) == 0 else {
      throw DirectoryLock.refusal(path, errno, file)
    }
    try writeOwner()
  }

  /// Some network file systems cannot lock directories; the lock of the file must do there.
  private static func take(_ directory: borrowing File) -> Bool {
    directory.system.lockDirectory(directory.descriptor) == 0
      || [EBADF, EINVAL, EOPNOTSUPP, ENOLCK, ENOSYS].contains(errno)
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
