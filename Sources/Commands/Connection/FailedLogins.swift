/// Attempts of one connection to log in that have failed. After the third each costs a wait, which makes
/// guessing a password hopeless on one connection; who mistypes it once or twice notices nothing.
///
/// A log-in that succeeds does not clear it, or somebody with a user of their own could guess another's
/// password in between.
public struct FailedLogins: Sendable {
  /// How long the next request waits then.
  public static let waitMs: Int64 = 500
  static let freeCount = 2

  private var count = 0
  /// In wall-clock ms.
  private var endMs: Int64 = 0

  init() {}

  mutating func note(nowMs: Int64) {
    count += 1
    if count > FailedLogins.freeCount { endMs = nowMs + FailedLogins.waitMs }
  }

  /// Whether another attempt has to wait. A time that lies too far ahead does not count: the clock was
  /// set back.
  public func mustWait(nowMs: Int64) -> Bool {
    nowMs < endMs && endMs <= nowMs + FailedLogins.waitMs
  }
}
