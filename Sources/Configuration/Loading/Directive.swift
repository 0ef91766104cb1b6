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
      if line.first(where: { !isSpace($0) }) == UInt8(ascii: "#") { continue }
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
