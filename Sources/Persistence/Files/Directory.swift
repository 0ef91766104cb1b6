import Glibc

/// Steps that make a finished file appear under its name at once, whole or not at all.
enum Directory {
  /// Moves `temporary` to `path` and syncs the directory, so that the name survives power loss.
  static func publish(
    _ temporary: String, as path: String, in system: FileSystem
  ) throws(StorageError) {
    guard system.rename(temporary, path) == 0 else { throw .system("rename \(temporary)") }
    try sync(parent(of: path), in: system)
  }

  static func sync(_ directory: String, in system: FileSystem) throws(StorageError) {
    let file = try File(
      path: directory, flags: O_RDONLY | O_DIRECTORY, in: system, operation: "open \(directory)")
    guard system.syncDirectory(file.descriptor) == 0 else { throw .system("sync \(directory)") }
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
