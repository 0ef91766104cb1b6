/// Which of its replies a client wants.
/// https://redis.io/docs/latest/commands/client-reply/
public enum ReplyMode: Sendable {
  case on, off
  /// Not the reply to this request, which is the one that asked for it, nor the next one.
  case skipTwo
  /// Not the reply to this request.
  case skipOne

  /// Whether the request that has just been run keeps its reply, and what holds for the next.
  public mutating func settle() -> Bool {
    switch self {
    case .on: return true
    case .off: return false
    case .skipTwo:
      self = .skipOne
      return false
    case .skipOne:
      self = .on
      return false
    }
  }
}
