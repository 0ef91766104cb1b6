import Glibc

/// Reads the configuration file.
enum ConfigurationFile {
  /// Room for as many users as there may be, and a megabyte for everything else. A device or a database
  /// named by mistake is longer.
  static let maxBytes = 17 << 20
  /// What some editors put in front of UTF-8 text, where nobody sees it.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The file's bytes, without a byte order mark.
  ///
  /// - Throws: What the system said, or that the file is longer than 17 megabytes.
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
      if count == 0 {
        return contents.starts(with: byteOrderMark) ? Array(contents.dropFirst(3)) : contents
      }
      contents += chunk.prefix(count)
      guard contents.count <= maxBytes else {
        throw ConfigurationError(
          reason: "longer than \(maxBytes >> 20) megabytes", location: .file(path))
      }
    }
  }

  private static func failure(_ path: String) -> ConfigurationError {
    ConfigurationError(reason: String(cString: strerror(errno)), location: .file(path))
  }
}
