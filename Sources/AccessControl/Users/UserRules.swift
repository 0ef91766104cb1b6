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
