import AccessControl
import Commands
import Configuration

extension UserDirectory {
  /// The users that a configuration asks for: the default user with `requirepass`, those of its
  /// `user` lines, or all of those in the ACL file.
  ///
  /// - Throws: The first fault, with the setting and the user to blame.
  convenience init(
    _ configuration: Configuration, _ catalog: CommandCatalog
  ) throws(ConfigurationError) {
    self.init(
      RuleContext(
        catalog, allowsChannelsByDefault: configuration.newUserChannels == .all))
    log.capacity = configuration.refusalLogLength
    limit = UserDefinition.limit
    limitBytes = configuration.userLimitBytes
    setDefaultPassword(configuration.password)
    for user in configuration.users { try define(user) }
    if let file = UserFile(configuration) { try load(file) }
  }

  private func define(_ user: UserDefinition) throws(ConfigurationError) {
    do throws(RuleListError) {
      try define(Array(user.name.utf8), user.rules.map { Array($0.utf8) })
    } catch {
      throw ConfigurationError(
        settings: ["user"], entry: user.name, reason: "'\(user.name)': \(error.reason)")
    }
  }

  private func load(_ file: UserFile) throws(ConfigurationError) {
    do throws(UserFileError) {
      _ = try load(file.read(), named: file.path)
    } catch {
      throw ConfigurationError(settings: ["aclfile"], reason: error.text)
    }
  }

  /// Users that are most likely disabled by mistake.
  var disabledNames: [String] {
    sorted.filter { !$0.rules.isEnabled }.map(\.displayName)
  }
}
