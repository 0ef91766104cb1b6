/// An expiry whose number only makes sense in another unit than the command's.
public struct UnitConfusion: Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    /// Seconds were asked for; the number is a point in time in milliseconds.
    case millisecondsForSeconds
    /// Milliseconds since the epoch were asked for; the number is a point in time in seconds.
    case secondsForMilliseconds
  }

  /// The command, lower case: `set`, `expireat`.
  public let command: String
  public let cause: Cause
  /// Pattern of the policy that the key falls under, nil for none. The key itself is nobody's
  /// business but the client's.
  public let pattern: String?
}
