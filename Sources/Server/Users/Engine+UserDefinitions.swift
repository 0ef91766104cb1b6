import AccessControl
import Commands
import Configuration

extension Engine {
  /// The configuration with the users as they are now, for CONFIG REWRITE. With an ACL file the users
  /// are not its business.
  func configurationWithUsers() throws(ConfigurationError) -> Configuration {
    var current = configuration
    let written = try UserDirectory(configuration, table.catalog)
    // Lines that say the same stay as the operator wrote them.
    guard current.userFilePath.isEmpty, written.fileText != users.fileText else { return current }
    current.users = []
    let usual = try usualDefaultUser()
    for user in users.sorted where user !== users.defaultUser || user.line != usual.line {
      current.users.append(try definition(of: user))
    }
    return current
  }

  /// The default user as `requirepass` alone makes it, so that no line is needed for it.
  private func usualDefaultUser() throws(ConfigurationError) -> User {
    var configuration = configuration
    configuration.users = []
    return try UserDirectory(configuration, table.catalog).defaultUser
  }

  private func definition(of user: User) throws(ConfigurationError) -> UserDefinition {
    let words = user.line.split(separator: UInt8(ascii: " ")).dropFirst().compactMap {
      String(validating: $0, as: UTF8.self)
    }
    // A name or pattern of other bytes has no place in the file: to leave it out would be worse.
    guard words.joined(separator: " ").utf8.count + "user ".utf8.count == user.line.count else {
      throw ConfigurationError(reason: "user '\(user.displayName)' is not written in UTF-8")
    }
    return UserDefinition(name: words[0], rules: Array(words.dropFirst()))
  }
}
