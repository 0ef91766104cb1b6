/// Rules for kinds of key: the first policy whose pattern matches a key decides about it.
///
/// Looked at when a key gets a deadline, never when it is read: what was decided lies in the entry
/// until it is saved again.
public struct LifetimePolicies: Sendable {
  /// A kind of key and its rule.
  public struct Policy: Sendable, Equatable {
    /// Glob pattern of the keys. https://redis.io/docs/latest/commands/keys/
    public let pattern: [UInt8]
    public let rule: LifetimeRule

    public init(pattern: [UInt8], rule: LifetimeRule) {
      self.pattern = pattern
      self.rule = rule
    }
  }

  /// Whether a glob pattern matches all of a key; whoever makes the policies brings it along.
  public typealias GlobMatch =
    @Sendable (_ pattern: UnsafeRawBufferPointer, _ key: UnsafeRawBufferPointer) -> Bool

  /// In the order in which they are tried.
  public let policies: [Policy]
  private let patterns: [KeyPattern]
  private let heads: [KeyPatternHead]
  private let globMatches: GlobMatch

  /// Every key follows the general rule.
  public static let none = LifetimePolicies([]) { _, _ in false }

  public init(_ policies: [Policy], globMatches: @escaping GlobMatch) {
    self.policies = policies
    self.globMatches = globMatches
    patterns = policies.map { KeyPattern($0.pattern) }
    heads = patterns.map(\.head)
  }

  public var isEmpty: Bool { heads.isEmpty }

  /// The position of the policy that decides about a key; nil when none matches.
  ///
  /// Complexity: O(number of policies), with a comparison of eight bytes for each that cannot match;
  /// a pattern with more wildcards than one star at its end takes at most its length × the key's.
  public func position(of key: UnsafeRawBufferPointer) -> Int? {
    let word = KeyPatternHead.firstWord(of: key)
    for position in heads.indices where heads[position].mayMatch(word) {
      if patterns[position].matches(key, globMatches) { return position }
    }
    return nil
  }
}
