import Bytes

/// https://redis.io/docs/latest/commands/acl-setuser/
extension UserRules {
  /// Takes rules in, all of them or none. A selector may be spread over several of them.
  public mutating func apply(
    _ rules: [[UInt8]], _ context: RuleContext
  ) throws(RuleListError) {
    guard rules.count <= UserRules.mostRulesAtOnce else { throw .tooManyRules }
    var copy = self
    for rule in try UserRules.joiningSelectors(rules) {
      do throws(RuleError) {
        try copy.apply(rule, context)
      } catch {
        throw .refused(rule: rule, error)
      }
    }
    self = copy
  }

  private mutating func apply(_ rule: [UInt8], _ context: RuleContext) throws(RuleError) {
    switch rule.keyword {
    case "": break
    case "on": isEnabled = true
    case "off": isEnabled = false
    case "skip-sanitize-payload": skipsSanitizing = true
    case "sanitize-payload": skipsSanitizing = false
    case "nopass": setPasswords([], needsNone: true)
    case "resetpass": setPasswords([], needsNone: false)
    case "clearselectors": selectors = []
    case "reset":
      self = UserRules(context.catalog, allowsAllChannels: context.allowsChannelsByDefault)
    default: try applyPasswordOrSelector(rule, context)
    }
  }

  private mutating func applyPasswordOrSelector(
    _ rule: [UInt8], _ context: RuleContext
  ) throws(RuleError) {
    switch rule.first {
    case UInt8(ascii: ">"), UInt8(ascii: "#"):
      let hash = try UserRules.hash(rule)
      needsNoPassword = false
      guard !passwords.contains(hash) else { return }
      try UserRules.requirePlace(behind: passwords.count)
      passwords.append(hash)
    case UInt8(ascii: "<"), UInt8(ascii: "!"):
      let hash = try UserRules.hash(rule)
      guard let index = passwords.firstIndex(of: hash) else { throw .noSuchPassword }
      passwords.remove(at: index)
    case UInt8(ascii: "(") where rule.last == UInt8(ascii: ")"):
      try UserRules.requirePlace(behind: selectors.count)
      selectors.append(try UserRules.selector(rule, context))
    default: try root.apply(rule, context.catalog)
    }
  }

  private mutating func setPasswords(_ hashes: [PasswordHash], needsNone: Bool) {
    passwords = hashes
    needsNoPassword = needsNone
  }

  /// Of a rule that has the password itself, or its hash behind `#` or `!`.
  private static func hash(_ rule: [UInt8]) throws(RuleError) -> PasswordHash {
    if rule[0] == UInt8(ascii: ">") || rule[0] == UInt8(ascii: "<") {
      return rule.withUnsafeBytes { PasswordHash(of: UnsafeRawBufferPointer(rebasing: $0[1...])) }
    }
    guard let hash = PasswordHash(hex: rule[1...]) else { throw .malformedHash }
    return hash
  }

  private static func selector(
    _ rule: [UInt8], _ context: RuleContext
  ) throws(RuleError) -> Selector {
    var selector = Selector(
      context.catalog, allowsAllChannels: context.allowsChannelsByDefault)
    guard let words = QuotedText.words(of: Array(rule.dropFirst().dropLast())) else {
      throw .syntax
    }
    for word in words {
      // In the line that describes the user the parenthesis would end the selector.
      guard word.last != UInt8(ascii: ")") else { throw .syntax }
      try selector.apply(word, context.catalog)
    }
    return selector
  }

  /// Rules with each selector in one piece.
  private static func joiningSelectors(
    _ rules: [[UInt8]]
  ) throws(RuleListError) -> [[UInt8]] {
    var joined: [[UInt8]] = []
    /// Where the selector that is not closed yet begins.
    var start: [UInt8]?
    for rule in rules {
      let isClosed = rule.last == UInt8(ascii: ")")
      if start != nil {
        joined[joined.count - 1] += [UInt8(ascii: " ")] + rule
        if isClosed { start = nil }
      } else {
        joined.append(rule)
        if rule.first == UInt8(ascii: "("), !isClosed { start = rule }
      }
    }
    if let start { throw .unmatchedParenthesis(start) }
    return joined
  }
}

/// What rules are read with.
public struct RuleContext: Sendable {
  public let catalog: CommandCatalog
  /// `acl-pubsub-default`: whether a new user may use every channel.
  public var allowsChannelsByDefault: Bool

  public init(_ catalog: CommandCatalog, allowsChannelsByDefault: Bool = false) {
    self.catalog = catalog
    self.allowsChannelsByDefault = allowsChannelsByDefault
  }
}
