/// A user that clients are logged in as. Its rules may change under them.
///
/// Safe: only the server's engine touches it, on its one queue.
public final class User: @unchecked Sendable {
  /// Any bytes but blanks and zero.
  public let name: [UInt8]
  public internal(set) var rules: UserRules

  init(name: [UInt8], rules: UserRules) {
    self.name = name
    self.rules = rules
  }

  /// For texts; bytes that are no UTF-8 are replaced.
  public var displayName: String { String(decoding: name, as: UTF8.self) }

  /// `user NAME RULES`, the line of a configuration or ACL file.
  public var line: [UInt8] {
    Array("user ".utf8) + name + [UInt8(ascii: " ")] + rules.text
  }
}

/// What a change of users means for clients that are connected.
public struct UserChanges {
  /// Users that are gone: their clients are to be disconnected.
  public var removed: [User] = []
  /// Users that may listen to less than before: those of their clients are to be disconnected that
  /// listen to what is not allowed any more.
  public var narrowed: [User] = []

  public init(removed: [User] = [], narrowed: [User] = []) {
    self.removed = removed
    self.narrowed = narrowed
  }
}
