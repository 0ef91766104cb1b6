import Bytes

/// One rule after the other.
/// https://redis.io/docs/latest/commands/acl-setuser/
extension Selector {
  /// Takes a rule in. Nothing changes when it throws.
  mutating func apply(
    _ rule: [UInt8], _ catalog: CommandCatalog
  ) throws(RuleError) {
    switch rule.keyword {
    case "allkeys", "~*": allowAllKeys()
    case "resetkeys": resetKeys()
    case "allchannels", "&*": resetChannels(allowsAll: true)
    case "resetchannels": resetChannels(allowsAll: false)
    case "allcommands", "+@all": resetCommands(allowsAll: true)
    case "nocommands", "-@all": resetCommands(allowsAll: false)
    default: try applyPatternOrCommand(rule, catalog)
    }
  }

  private mutating func applyPatternOrCommand(
    _ rule: [UInt8], _ catalog: CommandCatalog
  ) throws(RuleError) {
    let rest = Array(rule.dropFirst())
    switch rule.first {
    case UInt8(ascii: "~"), UInt8(ascii: "%"): try addKeyPattern(rule)
    case UInt8(ascii: "&"): try addChannelPattern(rest)
    case UInt8(ascii: "+"): try applyCommand(rest, isAllowed: true, catalog)
    case UInt8(ascii: "-"): try applyCommand(rest, isAllowed: false, catalog)
    default: throw .syntax
    }
  }

  // MARK: Keys and channels

  private mutating func allowAllKeys() {
    allowsAllKeys = true
    keys = []
  }

  private mutating func resetKeys() {
    allowsAllKeys = false
    keys = []
  }

  mutating func resetChannels(allowsAll: Bool) {
    allowsAllChannels = allowsAll
    channels = []
  }

  private mutating func addKeyPattern(_ rule: [UInt8]) throws(RuleError) {
    guard !allowsAllKeys else { throw .keyPatternAfterAllKeys }
    let added = try KeyPattern(rule: rule)
    guard !added.pattern.hasBlanks else { throw .syntax }
    guard added.pattern.count <= Glob.longestPattern else { throw .patternTooLong }
    if let index = keys.firstIndex(where: { $0.pattern == added.pattern }) {
      keys[index].access.formUnion(added.access)
    } else {
      try UserRules.requirePlace(behind: keys.count)
      keys.append(added)
    }
    // `%RW~*` says the same as `~*`, which is how it will be described.
    let everything = KeyPattern(pattern: [UInt8(ascii: "*")], access: [.read, .write])
    if keys.contains(everything) { allowAllKeys() }
  }

  private mutating func addChannelPattern(_ pattern: [UInt8]) throws(RuleError) {
    guard !allowsAllChannels else { throw .channelPatternAfterAllChannels }
    guard !pattern.hasBlanks else { throw .syntax }
    guard pattern.count <= Glob.longestPattern else { throw .patternTooLong }
    guard !channels.contains(pattern) else { return }
    try UserRules.requirePlace(behind: channels.count)
    channels.append(pattern)
  }
}

extension KeyPattern {
  /// `~pattern` or `%`, letters out of `RW` each at most once, `~pattern`.
  fileprivate init(rule: [UInt8]) throws(RuleError) {
    guard rule.first == UInt8(ascii: "%") else {
      self.init(pattern: Array(rule.dropFirst()), access: [.read, .write])
      return
    }
    let end = rule.firstIndex(of: UInt8(ascii: "~")) ?? rule.endIndex
    var access: KeyAccess = []
    for letter in rule[1..<end] {
      guard let one = KeyPattern.access(letter), !access.contains(one) else { throw .syntax }
      access.insert(one)
    }
    guard !access.isEmpty else { throw .syntax }
    self.init(pattern: Array(rule[end...].dropFirst()), access: access)
  }

  private static func access(_ letter: UInt8) -> KeyAccess? {
    switch ASCII.uppercased(letter) {
    case UInt8(ascii: "R"): .read
    case UInt8(ascii: "W"): .write
    default: nil
    }
  }
}

extension [UInt8] {
  /// In lower case, to be compared with ASCII words.
  var keyword: String { String(decoding: map(ASCII.lowercased), as: UTF8.self) }

  /// Whether it has a blank or a zero byte. Neither may stand in names and patterns, because lines
  /// that describe users have no quotes.
  var hasBlanks: Bool { contains { ASCII.isSpace($0) || $0 == 0 } }
}
