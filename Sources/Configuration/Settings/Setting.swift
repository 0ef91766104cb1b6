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
  /// What it does, in a few words.
  public let summary: String

  private let assign: @Sendable (inout Configuration, [String]) throws(MalformedValue) -> Void
  private let render: @Sendable (Configuration) -> String
  private let spell: @Sendable (Configuration) -> String

  init<Value>(
    _ name: String, _ field: any WritableKeyPath<Configuration, Value> & Sendable,
    _ format: SettingFormat<Value>, isLive: Bool = false, isSecret: Bool = false, _ summary: String
  ) {
    self.name = name
    self.syntax = format.syntax
    self.isLive = isLive
    self.isSecret = isSecret
    self.summary = summary
    assign = { (configuration, arguments) throws(MalformedValue) in
      configuration[keyPath: field] = try format.parse(arguments)
    }
    render = { format.render($0[keyPath: field]) }
    spell = { format.spell($0[keyPath: field]) }
  }

  /// The value in `configuration` as CONFIG GET answers it: sizes in bytes, times in seconds.
  public func rendered(_ configuration: Configuration) -> String { render(configuration) }

  /// The value in `configuration` as a person writes it in the file: `256mb`, `24h`.
  public func spelled(_ configuration: Configuration) -> String { spell(configuration) }

  func apply(_ arguments: [String], to configuration: inout Configuration)
    throws(ConfigurationError)
  {
    do {
      try assign(&configuration, arguments)
    } catch {
      throw ConfigurationError(settings: [name], reason: error.reason)
    }
  }
}
