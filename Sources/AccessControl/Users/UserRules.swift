import Crypto

/// What the rules of one user come to: whether and how it logs in, and what it may do.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
public struct UserRules: Sendable, Equatable {
  /// Whether it can log in. Who is logged in already stays so.
  public internal(set) var isEnabled = false
  /// Any password will do.
  public internal(set) var needsNoPassword = false
  /// Kept and shown, but there is no RESTORE here whose payload could be checked.
  var skipsSanitizing = false
  var passwords: [PasswordHash] = []
  /// The rules outside of parentheses.
  var root: Selector
  /// Those in parentheses.
  var selectors: [Selector] = []

  /// A user that cannot log in and may do nothing, but for channels perhaps.
  public init(_ catalog: CommandCatalog, allowsAllChannels: Bool) {
    root = Selector(catalog, allowsAllChannels: allowsAllChannels)
  }

  /// Whether no request of this user is ever refused.
  public var isUnrestricted: Bool { allowsEveryCommandAndKey && root.allowsAllChannels }

  /// Whether a request of this user is refused for its channels at most.
  public var allowsEveryCommandAndKey: Bool {
    root.beginsWithAll && root.commands.isFull && root.allowsAllKeys
  }

  /// Whether the password is one of the user's. Takes the same time whatever is wrong with it.
  func accepts(_ password: UnsafeRawBufferPointer) -> Bool {
    let digest = SHA256.hash(of: password)
    var isKnown = needsNoPassword
    for hash in passwords where hash.matches(digest) { isKnown = true }
    return isKnown && isEnabled
  }
}

/// A user as rules that make it again, in Redis' order.
extension UserRules {
  /// Permissions of one selector, as `ACL GETUSER` shows them.
  public struct Permissions: Sendable {
    public let commands: String
    public let keys: [UInt8]
    public let channels: [UInt8]

    fileprivate init(_ selector: Selector) {
      commands = selector.commandsText
      keys = selector.keysText
      channels = selector.channelsText
    }
  }

  /// As `ACL GETUSER` shows them.
  public var flags: [String] {
    [isEnabled ? "on" : "off"] + (needsNoPassword ? ["nopass"] : [])
      + [skipsSanitizing ? "skip-sanitize-payload" : "sanitize-payload"]
  }

  /// SHA-256 of each password in hexadecimal digits.
  public var passwordHashes: [String] { passwords.map(\.hex) }

  public var permissions: Permissions { Permissions(root) }

  /// Those in parentheses.
  public var selectorPermissions: [Permissions] { selectors.map(Permissions.init) }

  /// All of it, as in `ACL LIST`.
  public var text: [UInt8] {
    let words = flags + passwordHashes.map { "#" + $0 }
    let inParentheses = selectors.map { [UInt8(ascii: "(")] + $0.text + [UInt8(ascii: ")")] }
    let parts = words.map { Array($0.utf8) } + [root.text] + inParentheses
    return Array(parts.joined(separator: [UInt8(ascii: " ")]))
  }
}

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
