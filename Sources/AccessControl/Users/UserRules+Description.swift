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
