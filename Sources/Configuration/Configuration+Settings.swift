extension Configuration {
  /// Sets one setting from its arguments. Nothing changes when it throws.
  ///
  /// Rules that tie settings together are not looked at, so that several can be set in any order:
  /// call ``validate()`` after the last one, on a copy if the old value must stay in force.
  public mutating func apply(name: String, arguments: [String]) throws(ConfigurationError) {
    guard let setting = Setting.named(name) else {
      throw ConfigurationError(reason: "unknown directive '\(name)'")
    }
    try setting.apply(arguments, to: &self)
  }

  /// The value of a setting as CONFIG GET answers it (sizes in bytes, times in seconds), or nil for
  /// an unknown name. https://redis.io/docs/latest/commands/config-get/
  public func rendered(_ name: String) -> String? {
    Setting.named(name)?.rendered(self)
  }
}
