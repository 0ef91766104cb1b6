import Glibc

/// Reads the configuration file.
enum ConfigurationFile {
  /// No configuration is longer; a device or a database named by mistake is.
  static let maxBytes = 1 << 20

  /// The file's bytes.
  ///
  /// - Throws: What the system said, or that the file is longer than a megabyte.
  static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { return contents }
      contents += chunk.prefix(count)
      guard contents.count <= maxBytes else {
        throw ConfigurationError(reason: "longer than a megabyte", location: .file(path))
      }
    }
  }

  private static func failure(_ path: String) -> ConfigurationError {
    ConfigurationError(reason: String(cString: strerror(errno)), location: .file(path))
  }
}
