/// How long an entry lives: every entry has a deadline at every moment.
///
/// Times are wall-clock milliseconds since the Unix epoch.
public struct Lifetime: Sendable, Equatable {
  /// The moment from which the entry is no longer served.
  public var deadlineMs: Int64
  /// Length of the sliding window that use re-arms, or 0 for an absolute deadline, which use never
  /// moves.
  public var windowMs: Int64
  /// The furthest moment to which reads may carry a sliding deadline: the last save plus `max-ttl`,
  /// or the deadline itself where reads do not re-arm the window. 0 for an absolute deadline.
  public var capMs: Int64

  public init(deadlineMs: Int64, windowMs: Int64, capMs: Int64) {
    self.deadlineMs = deadlineMs
    self.windowMs = windowMs
    self.capMs = capMs
  }

  /// A deadline that reads never move.
  public static func absolute(deadlineMs: Int64) -> Lifetime {
    Lifetime(deadlineMs: deadlineMs, windowMs: 0, capMs: 0)
  }

  /// The sliding backstop of a save at `nowMs` that named no expiry.
  public static func sliding(nowMs: Int64, windowMs: Int64, maxTtlMs: Int64) -> Lifetime {
    let window = min(windowMs, maxTtlMs)
    return Lifetime(
      deadlineMs: nowMs + window, windowMs: window, capMs: nowMs + maxTtlMs)
  }

  public var isSliding: Bool { windowMs != 0 }

  public func isExpired(at nowMs: Int64) -> Bool { deadlineMs <= nowMs }

  /// The same lifetime after a read at `nowMs`: a sliding window starts anew and stops at the cap; an
  /// absolute deadline stays, and so does one that has reached its cap.
  public func rearmed(at nowMs: Int64) -> Lifetime {
    guard isSliding && deadlineMs < capMs else { return self }
    var result = self
    result.deadlineMs = min(nowMs + windowMs, capMs)
    return result
  }
}
