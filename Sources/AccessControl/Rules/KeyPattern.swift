import Bytes

/// What a command does with a key, as far as rules tell it apart.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#key-permissions
public struct KeyAccess: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Something of the value is returned or copied.
  public static let read = KeyAccess(rawValue: 1)
  /// The key is created, changed or removed.
  public static let write = KeyAccess(rawValue: 2)
}

/// `~pattern`, `%R~pattern` or `%W~pattern`.
struct KeyPattern: Sendable, Equatable {
  let pattern: [UInt8]
  var access: KeyAccess

  /// Whether it allows `wanted` on `key`. A command that only looks whether a key is there wants
  /// nothing, but the pattern must match all the same.
  func allows(_ wanted: KeyAccess, on key: UnsafeRawBufferPointer) -> Bool {
    access.isSuperset(of: wanted) && pattern.withUnsafeBytes { Glob.matches(pattern: $0, key) }
  }

  /// As a rule.
  var text: [UInt8] {
    switch access {
    case .read: Array("%R~".utf8) + pattern
    case .write: Array("%W~".utf8) + pattern
    default: Array("~".utf8) + pattern
    }
  }
}
