/// What the rules of one user may be, and how much memory they take.
extension UserRules {
  /// Passwords, selectors, and in each selector patterns of keys, patterns of channels and rules for
  /// commands: every request of the user, or every log-in, goes through them.
  static let mostOfAKind = 1_000
  /// Each rule is compared with those of its kind.
  static let mostRulesAtOnce = 4_096

  static func requirePlace(behind count: Int) throws(RuleError) {
    guard count < mostOfAKind else { throw .tooManyOfAKind }
  }

  /// About what the rules take in memory, in bytes.
  var byteCount: Int {
    ([root] + selectors).reduce(passwords.count * 96) { $0 + $1.byteCount }
  }
}

extension Selector {
  /// The struct itself and its set of commands.
  private static let emptyBytes = 256
  /// The head of a block of memory and its place in an array or a dictionary.
  private static let itemBytes = 64

  fileprivate var byteCount: Int {
    var bytes = Selector.emptyBytes
    for rule in commandRules { bytes += rule.name.utf8.count + Selector.itemBytes }
    for key in keys { bytes += key.pattern.count + Selector.itemBytes }
    for channel in channels { bytes += channel.count + Selector.itemBytes }
    for (_, arguments) in firstArguments {
      for argument in arguments { bytes += argument.count + 2 * Selector.itemBytes }
    }
    return bytes
  }
}

extension User {
  /// About what the user takes in memory, in bytes.
  var byteCount: Int { UserDirectory.bytes(name, rules) }
}
