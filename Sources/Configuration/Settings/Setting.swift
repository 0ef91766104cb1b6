/// One setting: its name in the file, on the command line and in CONFIG GET, its limits and its
/// place in ``Configuration``.
public struct Setting: Sendable {
  /// In lower case; settings are found by name in any case.
  public let name: String
  /// What to write as its value, for the help text.
  public let syntax: String
  /// Whether CONFIG SET may change it while the daemon runs.
  public let isLive: Bool
  /// Whether its value must not be shown in errors, logs or help.
  public let isSecret: Bool
  /// Whether the file may give it on several lines, each of which adds to what the lines before it
  /// said. A line with nothing but `""` takes them all back.
  public let isRepeatable: Bool
  /// What it does, in a few words.
  public let summary: String

  private let applyLine: @Sendable (inout Configuration, [String]) throws(MalformedValue) -> Void
  private let assignText: @Sendable (inout Configuration, String) throws(MalformedValue) -> Void
  private let copy: @Sendable (inout Configuration, Configuration) -> Void
  private let render: @Sendable (Configuration) -> String
  private let spell: @Sendable (Configuration) -> [String]

  /// A setting with one value.
  init<Value>(
    _ name: String, _ field: any WritableKeyPath<Configuration, Value> & Sendable,
    _ format: SettingFormat<Value>, isLive: Bool = false, isSecret: Bool = false, _ summary: String
  ) {
    self.name = name
    self.syntax = format.syntax
    self.isLive = isLive
    self.isSecret = isSecret
    self.summary = summary
    isRepeatable = false
    applyLine = { (configuration, arguments) throws(MalformedValue) in
      configuration[keyPath: field] = try format.parse(arguments)
    }
    assignText = { (configuration, text) throws(MalformedValue) in
      configuration[keyPath: field] = try format.parse([text])
    }
    copy = { $0[keyPath: field] = $1[keyPath: field] }
    render = { format.render($0[keyPath: field]) }
    spell = { [format.spell($0[keyPath: field])] }
  }

  /// A setting with a value of several parts, of which each text names some and leaves the others.
  ///
  /// - Parameter merge: Puts the parts that the words name into the value.
  init<Value>(
    _ name: String, merging field: any WritableKeyPath<Configuration, Value> & Sendable,
    syntax: String,
    _ merge: @escaping @Sendable ([String], inout Value) throws(MalformedValue) -> Void,
    render: @escaping @Sendable (Value) -> String, spell: @escaping @Sendable (Value) -> String,
    isLive: Bool = false, _ summary: String
  ) {
    self.name = name
    self.syntax = syntax
    self.isLive = isLive
    self.summary = summary
    isSecret = false
    isRepeatable = false
    applyLine = { (configuration, arguments) throws(MalformedValue) in
      guard !arguments.isEmpty else { throw MalformedValue("needs a value") }
      try merge(arguments.words, &configuration[keyPath: field])
    }
    assignText = { (configuration, text) throws(MalformedValue) in
      try merge([text].words, &configuration[keyPath: field])
    }
    copy = { $0[keyPath: field] = $1[keyPath: field] }
    self.render = { render($0[keyPath: field]) }
    self.spell = { [spell($0[keyPath: field])] }
  }

  /// A setting with a list of values, one a line of the file.
  ///
  /// - Parameter format: Of one value: it reads the words of its line, and its texts are quoted where
  ///   words must be.
  init<Value>(
    _ name: String, lines field: any WritableKeyPath<Configuration, [Value]> & Sendable,
    atMost limit: Int, _ format: SettingFormat<Value>, isLive: Bool = false,
    isSecret: Bool = false, _ summary: String
  ) {
    self.name = name
    self.syntax = format.syntax
    self.isLive = isLive
    self.isSecret = isSecret
    self.summary = summary
    isRepeatable = true
    applyLine = { (configuration, words) throws(MalformedValue) in
      try format.add(words, to: &configuration[keyPath: field], atMost: limit)
    }
    assignText = { (configuration, text) throws(MalformedValue) in
      configuration[keyPath: field] = try format.list(text, atMost: limit)
    }
    copy = { $0[keyPath: field] = $1[keyPath: field] }
    render = { $0[keyPath: field].map(format.render).joined(separator: "; ") }
    spell = { $0[keyPath: field].map(format.spell) }
  }

  /// The value in `configuration` as CONFIG GET answers it: sizes in bytes, times in seconds, the
  /// values of a list with `; ` between them.
  public func rendered(_ configuration: Configuration) -> String { render(configuration) }

  /// The value in `configuration` as a person writes it in the file: `256mb`, `24h`.
  public func spelled(_ configuration: Configuration) -> String {
    let values = spell(configuration)
    return values.isEmpty ? "\"\"" : values.joined(separator: "; ")
  }

  /// What stands behind the name on each line of the file that gives the value in `configuration`:
  /// one line, but as many as there are values for a list.
  public func lines(_ configuration: Configuration) -> [String] { spell(configuration) }

  /// Takes over the value that `source` has.
  func copy(from source: Configuration, to configuration: inout Configuration) {
    copy(&configuration, source)
  }

  /// Sets the value, or adds to the list, from the words of one line.
  func apply(_ arguments: [String], to configuration: inout Configuration)
    throws(ConfigurationError)
  {
    do {
      try applyLine(&configuration, arguments)
    } catch {
      throw ConfigurationError(settings: [name], reason: error.reason)
    }
  }

  /// Sets the value from all of its text, as CONFIG SET gives it.
  func assign(_ text: String, to configuration: inout Configuration) throws(ConfigurationError) {
    do {
      try assignText(&configuration, text)
    } catch {
      throw ConfigurationError(settings: [name], reason: error.reason)
    }
  }
}
