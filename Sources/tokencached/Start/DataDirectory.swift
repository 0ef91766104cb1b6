import Glibc

/// The directory of the database and the journal.
enum DataDirectory {
  /// Makes the directory if it is missing, readable for the daemon's user only.
  ///
  /// - Returns: Why it cannot be used, or nil.
  static func prepare(_ path: String) -> String? {
    if mkdir(path, 0o700) != 0 && errno != EEXIST { return reason(path) }
    var status = stat()
    guard stat(path, &status) == 0 else { return reason(path) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return "dir \(path): not a directory" }
    guard access(path, R_OK | W_OK | X_OK) == 0 else { return reason(path) }
    return nil
  }

  private static func reason(_ path: String) -> String {
    "dir \(path): \(String(cString: strerror(errno)))"
  }
}
