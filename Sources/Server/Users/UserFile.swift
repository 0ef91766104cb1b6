import AccessControl
import Configuration
import Glibc

/// The ACL file on disk.
struct UserFile {
  let path: String

  /// More is no ACL file but something named by mistake.
  private static let maxBytes = 16 << 20

  init(path: String) { self.path = path }

  /// nil when the configuration names none.
  init?(_ configuration: Configuration) {
    guard !configuration.userFilePath.isEmpty else { return nil }
    path = configuration.userFilePath
  }

  func read() throws(UserFileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure("opening") }
    defer { close(descriptor) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure("reading") }
      if count == 0 {
        // What some editors put in front of UTF-8 text, where nobody sees it.
        let hasByteOrderMark = contents.starts(with: [0xEF, 0xBB, 0xBF])
        return hasByteOrderMark ? Array(contents.dropFirst(3)) : contents
      }
      contents += chunk.prefix(count)
      guard contents.count <= UserFile.maxBytes else {
        throw UserFileError(faults: ["\(path): longer than \(UserFile.maxBytes >> 20) megabytes"])
      }
    }
  }

  /// Puts a new file in the place of the old one: whoever looks, now or after a loss of power, finds
  /// all of one of the two. The file holds hashes of passwords, so it is its owner's alone.
  func replace(with text: [UInt8]) throws(UserFileError) {
    let temporary = "\(path).tmp-\(getpid())"
    unlink(temporary)
    do throws(UserFileError) {
      try write(text, to: temporary)
      guard rename(temporary, path) == 0 else { throw failure("renaming") }
      try syncDirectory()
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private func write(_ text: [UInt8], to path: String) throws(UserFileError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(path, flags, 0o600)
    guard descriptor >= 0 else { throw failure("making a temporary file for") }
    defer { close(descriptor) }
    var rest = text[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("writing") }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw failure("syncing") }
  }

  /// Without it a loss of power may bring the old file back.
  private func syncDirectory() throws(UserFileError) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("syncing the directory of") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("syncing the directory of") }
  }

  /// What the last system call left in `errno`.
  private func failure(_ operation: String) -> UserFileError {
    let reason = String(cString: strerror(errno))
    return UserFileError(faults: ["Error \(operation) the ACL file '\(path)': \(reason)"])
  }
}
