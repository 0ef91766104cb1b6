import Bytes
import Glibc

/// A setting's name and arguments, as a line of the file or a flag gave them.
struct Directive: Equatable {
  let name: String
  let arguments: [String]
  let location: ConfigurationError.Location
}

extension Directive {
  /// The directives of a configuration file: one a line; blank lines and lines that begin with `#`
  /// say nothing.
  static func inFile(_ text: [UInt8], named file: String) throws(ConfigurationError) -> [Directive]
  {
    var directives: [Directive] = []
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let location = ConfigurationError.Location.line(file: file, number: index + 1)
      if line.first(where: { !ASCII.isSpace($0) }) == UInt8(ascii: "#") { continue }
      guard let words = QuotedWords.split(line) else {
        throw ConfigurationError(
          reason: "unbalanced quotes or text that is not UTF-8", location: location)
      }
      guard let name = words.first else { continue }
      directives.append(
        Directive(name: name, arguments: Array(words.dropFirst()), location: location))
    }
    return directives
  }

  /// The directives of command-line flags: `--port 6380`, `--port=6380`, `--bind 127.0.0.1 ::1`.
  static func inFlags(_ flags: [String]) throws(ConfigurationError) -> [Directive] {
    var directives: [Directive] = []
    var rest = flags[...]
    while let flag = rest.popFirst() {
      guard flag.hasPrefix("--"), flag.count > 2 else {
        throw ConfigurationError(
          reason: "only the first argument may be a file; settings are written --NAME VALUE")
      }
      let parts = flag.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let values = rest.prefix { !$0.hasPrefix("--") }
      rest = rest.dropFirst(values.count)
      directives.append(
        Directive(
          name: String(parts[0]), arguments: parts.dropFirst().map(String.init) + values,
          location: .flag))
    }
    return directives
  }
}

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
