/// What the operator decided about the lifetimes of one kind of key: a `policy` line.
public struct LifetimePolicy: Sendable, Equatable {
  /// Glob pattern of the keys, as KEYS takes it.
  /// https://redis.io/docs/latest/commands/keys/
  public var pattern: String
  /// nil takes the general setting, as for the other two.
  public var defaultTtlMs: Int64?
  public var maxTtlMs: Int64?
  public var sliding: Configuration.Sliding?

  /// Policies that a configuration may hold. Each save looks through them, so they are bounded.
  static let limit = 1_000
  static let maxPatternBytes = 256

  public init(pattern: String) { self.pattern = pattern }

  /// nil when the policy agrees with itself and with the general `max-ttl`; else what is wrong.
  func contradiction(generalMaxTtlMs: Int64) -> String? {
    guard let window = defaultTtlMs, window > maxTtlMs ?? generalMaxTtlMs else { return nil }
    return "default-ttl (\(TimeSpan.spell(window))) must not be longer than max-ttl "
      + "(\(TimeSpan.spell(maxTtlMs ?? generalMaxTtlMs)))"
  }
}

extension SettingFormat where Value == LifetimePolicy {
  static let policy = SettingFormat(
    syntax: "PATTERN OPTION...",
    parse: { (words) throws(MalformedValue) in
      var policy = LifetimePolicy(pattern: try pattern(words.first))
      var rest = words.dropFirst()
      while let option = rest.popFirst() {
        guard let value = rest.popFirst() else { throw MalformedValue("'\(option)' needs a value") }
        try set(option, value, of: &policy)
      }
      return policy
    },
    render: { text($0, time: TimeSpan.render) }, spell: { text($0, time: TimeSpan.spell) })

  private static func pattern(_ word: String?) throws(MalformedValue) -> String {
    guard let word, !word.isEmpty else { throw MalformedValue("needs a pattern of keys") }
    guard word.utf8.count <= LifetimePolicy.maxPatternBytes else {
      throw MalformedValue(
        "the pattern must not be longer than \(LifetimePolicy.maxPatternBytes) bytes")
    }
    return word
  }

  private static func set(
    _ option: String, _ value: String, of policy: inout LifetimePolicy
  ) throws(MalformedValue) {
    do throws(MalformedValue) {
      switch option.lowercased() {
      case "default-ttl": try once(&policy.defaultTtlMs, .windowTime, value)
      case "max-ttl": try once(&policy.maxTtlMs, .capTime, value)
      case "sliding": try once(&policy.sliding, .choice, value)
      default:
        throw MalformedValue("is none of default-ttl TIME, max-ttl TIME, sliding access|write")
      }
    } catch {
      throw MalformedValue("'\(option)' \(error.reason)")
    }
  }

  private static func once<Part>(
    _ part: inout Part?, _ format: SettingFormat<Part>, _ value: String
  ) throws(MalformedValue) {
    guard part == nil else { throw MalformedValue("is given twice") }
    part = try format.parse([value])
  }

  private static func text(_ policy: LifetimePolicy, time: (Int64) -> String) -> String {
    var words = [QuotedWords.quoted(policy.pattern)]
    if let window = policy.defaultTtlMs { words += ["default-ttl", time(window)] }
    if let cap = policy.maxTtlMs { words += ["max-ttl", time(cap)] }
    if let sliding = policy.sliding { words += ["sliding", sliding.rawValue] }
    return words.joined(separator: " ")
  }
}
