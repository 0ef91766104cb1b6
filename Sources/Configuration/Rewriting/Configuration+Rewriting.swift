import Glibc

extension Configuration {
  /// Puts these settings into a configuration file, so that reading it gives this configuration.
  ///
  /// Lines that say so already stay as they were written, comments and order stay, and a new setting
  /// comes at the end. The file is replaced at once and keeps its mode; one that is gone is made anew.
  ///
  /// - Throws: Why the file stays as it is: it cannot be read or written, or somebody has put a
  ///   mistake into it.
  public func rewrite(file: String) throws(ConfigurationError) {
    let path = ReplacedFile.target(of: file)
    let text = try rewritten(path)
    try ReplacedFile.replace(path, with: text) { temporary throws(ConfigurationError) in
      guard try Configuration.load(file: temporary, flags: []) == self else {
        throw ConfigurationError(reason: "the file would not give the settings in force")
      }
    }
  }

  private func rewritten(_ path: String) throws(ConfigurationError) -> [UInt8] {
    guard access(path, F_OK) == 0 else { return try rewritten([], [], Configuration()) }
    let directives = try IncludedFiles.directives(of: path)
    return try rewritten(
      ConfigurationFile.read(path), directives.filter { $0.file != path },
      Configuration.load(file: path, flags: []))
  }

  /// - Parameters:
  ///   - included: What other files say that this one includes.
  ///   - written: What all of them say at present.
  private func rewritten(
    _ text: [UInt8], _ included: [Directive], _ written: Configuration
  ) throws(ConfigurationError) -> [UInt8] {
    let elsewhere = Set(included.map { $0.name.lowercased() })
    var text = ConfigurationText(text)
    for setting in Setting.all where setting.rendered(written) != setting.rendered(self) {
      let lines = setting.lines(self)
      let isElsewhere = elsewhere.contains(setting.name)
      // Only the last word counts; for a list, the lines of other files must be taken back first.
      let values = lines.isEmpty || (setting.isRepeatable && isElsewhere) ? ["\"\""] + lines : lines
      if isElsewhere || !text.replace(setting.name, with: values) {
        text.append(setting.name, values)
      }
    }
    return text.bytes
  }
}

extension Directive {
  /// The file that it stands in.
  fileprivate var file: String? {
    if case .line(let file, _) = location { file } else { nil }
  }
}
