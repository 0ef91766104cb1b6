extension Configuration {
  public typealias Check = (Configuration) throws(ConfigurationError) -> Void

  /// The defaults, changed by a configuration file and then by flags; the last word on a setting
  /// counts. A list that flags give replaces the file's.
  ///
  /// - Parameters:
  ///   - file: Path of the file, or nil for none.
  ///   - flags: What followed on the command line: `--port 6380 --dir=/srv`.
  ///   - check: Looks for what this module knows nothing of, such as the rules of users; what it
  ///     throws is given the place of the text at fault.
  /// - Throws: The first directive that is unknown or malformed, or the first rule between settings
  ///   that does not hold, with the place of the text at fault.
  public static func load(
    file: String?, flags: [String], check: Check = { _ in }
  ) throws(ConfigurationError) -> Configuration {
    var directives: [Directive] = []
    if let file { directives = try IncludedFiles.directives(of: file) }
    let flags = try Directive.inFlags(flags)
    let lists = flags.compactMap { Setting.named($0.name) }.filter(\.isRepeatable).map(\.name)
    directives.removeAll { lists.contains($0.name.lowercased()) }
    return try Configuration(directives + flags, check)
  }

  /// The names in a configuration file and in flags that Redis knows and that change nothing here,
  /// each once, in their order.
  public static func directivesWithoutEffect(
    file: String?, flags: [String]
  ) throws(ConfigurationError) -> [String] {
    var directives = try Directive.inFlags(flags)
    if let file { directives = try IncludedFiles.directives(of: file) + directives }
    var names: [String] = []
    for directive in directives where directive.isWithoutEffect {
      let name = directive.name.lowercased()
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The defaults changed by the text of a configuration file.
  ///
  /// - Parameter name: What errors call the file.
  public static func parse(_ text: [UInt8], named name: String) throws(ConfigurationError)
    -> Configuration
  {
    try Configuration(Directive.inFile(text, named: name)) { _ in }
  }

  private init(_ directives: [Directive], _ check: Check) throws(ConfigurationError) {
    self.init()
    for directive in directives where !directive.isWithoutEffect {
      do {
        try apply(name: directive.name, arguments: directive.arguments)
      } catch {
        throw directive.blamed(for: error)
      }
    }
    do {
      try validate()
      try check(self)
    } catch {
      throw directives.last { $0.isAtFault(in: error) }?.blamed(for: error) ?? error
    }
  }
}

extension Directive {
  /// Whether this is a line for Redis that asks for nothing here.
  fileprivate var isWithoutEffect: Bool {
    Setting.named(name) == nil && RedisDirective.named(name)?.takes(arguments) ?? false
  }

  fileprivate func isAtFault(in error: ConfigurationError) -> Bool {
    error.settings.contains(name.lowercased())
      && (error.entry == nil || error.entry == arguments.first)
  }

  /// The error with this directive's place, and its name unless no setting is called that.
  fileprivate func blamed(for error: ConfigurationError) -> ConfigurationError {
    ConfigurationError(
      settings: error.settings.isEmpty ? [] : [name], reason: error.reason, location: location)
  }
}
