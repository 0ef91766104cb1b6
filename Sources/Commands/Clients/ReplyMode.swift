/// Which of its replies a client wants; nothing is set while it wants them all.
/// https://redis.io/docs/latest/commands/client-reply/
public struct ReplyMode: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// None until it asks for them again.
  public static let off = ReplyMode(rawValue: 1 << 0)
  /// Not the reply to this request, and not the one to the next.
  public static let skipsThis = ReplyMode(rawValue: 1 << 1)
  public static let skipsNext = ReplyMode(rawValue: 1 << 2)
  /// EXEC has already kept or dropped the replies of each of its commands, among which the mode may
  /// have changed.
  static let isSettled = ReplyMode(rawValue: 1 << 3)

  /// Whether what is written now is not sent.
  public var isSilent: Bool { !isDisjoint(with: [.off, .skipsThis]) }

  /// A request has ended. Whether its reply is kept.
  mutating func settle() -> Bool {
    let isKept = !isSilent || contains(.isSettled)
    let isNextSkipped = contains(.skipsNext)
    subtract([.skipsThis, .skipsNext, .isSettled])
    if isNextSkipped { insert(.skipsThis) }
    return isKept
  }
}
