/// What becomes of a line that Redis knows and that is no setting here, so that a redis.conf can be
/// brought along: it is taken because nothing depends on it, or refused with what to do instead.
///
/// Refused is whatever its author relies on: that a command is gone, that traffic is encrypted, that
/// another server has a copy.
struct RedisDirective: Sendable {
  /// Values that ask for nothing which is not so anyway.
  private let harmless: Set<String>
  /// What to do instead; nil when every value is harmless.
  let advice: String?

  private init(harmless: Set<String> = [], advice: String?) {
    self.harmless = harmless
    self.advice = advice
  }

  /// Changes nothing, whatever its value is.
  static let withoutEffect = RedisDirective(advice: nil)

  static func refused(unless harmless: String..., advice: String) -> RedisDirective {
    RedisDirective(harmless: Set(harmless), advice: advice)
  }

  /// Whether a line with these words may stand in the file.
  func takes(_ arguments: [String]) -> Bool {
    advice == nil || harmless.contains(arguments.joined(separator: " ").lowercased())
  }

  /// The directive of that name, in any case, or nil if Redis has none or it is a setting here.
  static func named(_ name: String) -> RedisDirective? {
    let name = name.lowercased()
    if let known = table[name] { return known }
    return families.first { name.hasPrefix($0.prefix) }?.directive
  }
}
