extension Configuration {
  /// Sets one setting from its arguments, or adds to it if it is a list. Nothing changes when it
  /// throws.
  ///
  /// Rules that tie settings together are not looked at, so that several can be set in any order:
  /// call ``validate()`` after the last one, on a copy if the old value must stay in force.
  public mutating func apply(name: String, arguments: [String]) throws(ConfigurationError) {
    try Configuration.setting(name).apply(arguments, to: &self)
  }

  /// Sets one setting from all of its text, as CONFIG SET gives it: every value of a list at once,
  /// with `;` or line ends between them. Nothing changes when it throws; see
  /// ``apply(name:arguments:)`` for the rules between settings.
  public mutating func assign(name: String, text: String) throws(ConfigurationError) {
    try Configuration.setting(name).assign(text, to: &self)
  }

  private static func setting(_ name: String) throws(ConfigurationError) -> Setting {
    guard let setting = Setting.named(name) else {
      throw ConfigurationError(reason: unknown(name))
    }
    return setting
  }

  private static func unknown(_ name: String) -> String {
    if let advice = RedisDirective.named(name)?.advice {
      return "'\(name)' has no meaning here: \(advice)"
    }
    let nearest = NearestName.of(name, among: Setting.all.map(\.name))
    let hint = nearest.map { ", did you mean '\($0)'?" } ?? ""
    return "unknown directive '\(name)'\(hint) (tokencached --help lists all)"
  }

  /// The value of a setting as CONFIG GET answers it (sizes in bytes, times in seconds), or nil for
  /// an unknown name. https://redis.io/docs/latest/commands/config-get/
  public func rendered(_ name: String) -> String? {
    Setting.named(name)?.rendered(self)
  }

  /// What changes when a running daemon is given `wanted`: the settings that can change while it
  /// runs, and the names of those that differ and wait for a restart.
  ///
  /// - Throws: When the rules between settings do not hold for the mixture.
  public func taking(liveFrom wanted: Configuration) throws(ConfigurationError)
    -> (configuration: Configuration, waitingForRestart: [String])
  {
    var taken = self
    for setting in Setting.all where setting.isLive { setting.copy(from: wanted, to: &taken) }
    try taken.validate()
    let waiting = Setting.all.filter { $0.rendered(wanted) != $0.rendered(taken) }
    return (taken, waiting.map(\.name))
  }
}
