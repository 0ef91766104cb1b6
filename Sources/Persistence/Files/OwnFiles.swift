import Glibc

/// Watches that the files in use are still the ones under their names.
///
/// A file that is removed or replaced while it is open takes what is written to it until it is closed,
/// and nobody finds it afterwards. https://www.sqlite.org/howtocorrupt.html (section 4.4)
///
/// Safe to send: belongs to one queue at a time.
public final class OwnFiles: @unchecked Sendable {
  private let system: FileSystem
  private let paths: [String]
  private var identities: [String: FileIdentity] = [:]

  init(_ paths: [String], in system: FileSystem) {
    (self.paths, self.system) = (paths, system)
  }

  /// The same files, to be watched on another queue.
  public func copy() -> OwnFiles {
    let copy = OwnFiles(paths, in: system)
    copy.identities = identities
    return copy
  }

  /// Takes the files that are there now for ours.
  func remember() { for path in paths { identities[path] = system.identity(path) } }

  /// - Throws: `.replaced` when a file is not the one any more that was there at first. What cannot be
  ///   looked at is not taken for gone.
  public func check() throws(StorageError) {
    for path in paths {
      let found = system.identity(path)
      if found == nil && errno != ENOENT { continue }
      guard let known = identities[path] else {
        identities[path] = found
        continue
      }
      if found != known { throw OwnFiles.replaced(path, isGone: found == nil) }
    }
  }

  private static func replaced(_ path: String, isGone: Bool) -> StorageError {
    StorageError(
      operation: "use \(path)", cause: .replaced,
      message: "it was \(isGone ? "removed" : "replaced") while in use; put it back, or stop and "
        + "restore a backup")
  }
}
