private import Glibc

/// The directives of a configuration file with those of the files that its `include FILE` lines name
/// in their place. A relative path is taken from the directory of the file that includes it. A name with
/// `*`, `?` or `[` stands for all files that match, in the order of their names; for none if none does.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/config-file/
struct IncludedFiles {
  /// Files inside files; more are a circle.
  static let maxDepth = 8
  /// All of them together: a few files that include each other twice grow without end otherwise.
  static let maxFiles = 64

  private var fileCount = 0

  /// - Throws: What cannot be read, with the line that includes it.
  static func directives(of file: String) throws(ConfigurationError) -> [Directive] {
    var files = IncludedFiles()
    return try files.directives(of: file, depth: 1)
  }

  private mutating func directives(of file: String, depth: Int) throws(ConfigurationError)
    -> [Directive]
  {
    fileCount += 1
    var directives: [Directive] = []
    for directive in try Directive.inFile(ConfigurationFile.read(file), named: file) {
      if directive.name.lowercased() == "include" {
        directives += try included(by: directive, in: file, depth: depth)
      } else {
        directives.append(directive)
      }
    }
    return directives
  }

  private mutating func included(
    by directive: Directive, in file: String, depth: Int
  ) throws(ConfigurationError) -> [Directive] {
    guard directive.arguments.count == 1, !directive.arguments[0].isEmpty else {
      throw failure(directive, "takes one path")
    }
    guard depth < IncludedFiles.maxDepth else {
      throw failure(directive, "more than \(IncludedFiles.maxDepth) files inside one another")
    }
    var included: [Directive] = []
    for path in IncludedFiles.matches(IncludedFiles.path(directive.arguments[0], from: file)) {
      included += try directives(of: path, includedBy: directive, depth: depth)
    }
    return included
  }

  private mutating func directives(
    of path: String, includedBy directive: Directive, depth: Int
  ) throws(ConfigurationError) -> [Directive] {
    guard fileCount < IncludedFiles.maxFiles else {
      throw failure(directive, "more than \(IncludedFiles.maxFiles) files")
    }
    do {
      return try directives(of: path, depth: depth + 1)
    } catch {
      // A file that cannot be read is this line's fault; a bad line of it has its own place.
      guard case .file(path) = error.location else { throw error }
      throw failure(directive, "\(path): \(error.reason)")
    }
  }

  private func failure(_ directive: Directive, _ reason: String) -> ConfigurationError {
    ConfigurationError(settings: ["include"], reason: reason, location: directive.location)
  }

  private static func matches(_ path: String) -> [String] {
    guard path.contains(where: { "*?[".contains($0) }) else { return [path] }
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(path, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }

  private static func path(_ path: String, from file: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return String(file[...slash]) + path
  }
}
