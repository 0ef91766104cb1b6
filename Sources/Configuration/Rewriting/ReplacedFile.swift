import Glibc

/// Replaces a file by a new one under the same name: whole or not at all, whatever happens meanwhile.
enum ReplacedFile {
  /// The file itself when `path` is a link to it, so that the link stays one.
  static func target(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// - Parameter check: Looks at the new file before it gets its name, and throws if it must not.
  static func replace(
    _ path: String, with text: [UInt8],
    check: (_ temporary: String) throws(ConfigurationError) -> Void
  ) throws(ConfigurationError) {
    // Not ".new": under that name the installer lays a newer shipped file beside an edited one.
    let temporary = path + ".rewrite"
    unlink(temporary)
    do throws(ConfigurationError) {
      try write(text, to: temporary, like: path)
      try check(temporary)
      guard rename(temporary, path) == 0 else { throw failure() }
      try syncDirectory(of: path)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func write(
    _ text: [UInt8], to temporary: String, like path: String
  ) throws(ConfigurationError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(temporary, flags, mode_t(0o600))
    guard descriptor >= 0 else { throw unwritable(path) }
    defer { close(descriptor) }
    var written = 0
    while written < text.count {
      let count = text.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      written += count
    }
    try keepMode(of: path, on: descriptor)
    guard fsync(descriptor) == 0 else { throw failure() }
  }

  /// The file may hold a password: nobody may read the new one who could not read the old one.
  private static func keepMode(
    of path: String, on descriptor: Int32
  ) throws(ConfigurationError) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    // Another owner stays owner where we may say so; the mode is kept in any case.
    _ = fchown(descriptor, status.st_uid, status.st_gid)
    guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else { throw failure() }
  }

  private static func syncDirectory(of path: String) throws(ConfigurationError) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure() }
  }

  /// The new file needs a place beside the old one, which a service often does not have.
  private static func unwritable(_ path: String) -> ConfigurationError {
    let isForbidden = [EROFS, EACCES, EPERM].contains(errno)
    let advice = isForbidden ? "; its directory cannot be written: edit the file and reload" : ""
    return ConfigurationError(reason: failure().reason + advice)
  }

  private static func failure() -> ConfigurationError {
    ConfigurationError(reason: String(cString: strerror(errno)))
  }
}
