/// A user as the operator defines it: a `user` line.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
public struct UserDefinition: Sendable, Equatable {
  /// Users that there may be, in a configuration or while running: CONFIG REWRITE writes all of them.
  public static let limit = 10_000

  public let name: String
  /// As `ACL SETUSER` takes them; what they mean is not looked at here.
  public let rules: [String]

  public init(name: String, rules: [String]) {
    self.name = name
    self.rules = rules
  }
}

extension SettingFormat where Value == UserDefinition {
  static let user = SettingFormat(
    syntax: "NAME RULE...",
    parse: { (words) throws(MalformedValue) in
      guard let name = words.first, !name.isEmpty else { throw MalformedValue("needs a name") }
      return UserDefinition(name: name, rules: Array(words.dropFirst()))
    },
    render: { line($0) }, spell: { line($0) })

  private static func line(_ user: UserDefinition) -> String {
    ([user.name] + user.rules).map(QuotedWords.quoted).joined(separator: " ")
  }
}
