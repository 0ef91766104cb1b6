/// What the operator decided about the lifetimes of keys, of all or of one kind.
public struct LifetimeRule: Sendable, Equatable {
  /// The backstop: the sliding window of a save that named no expiry, in ms.
  public var defaultTtlMs: Int64
  /// The furthest a deadline may lie from the save or the command that set it, in ms.
  public var maxTtlMs: Int64
  /// Whether reads of a value re-arm a sliding window, or only saves do.
  public var slidesOnAccess: Bool

  /// The longest window and cap that an entry can carry, in ms: about 17 years.
  public static let limitMs: Int64 = Entry.maxWindowMs

  /// Both times are brought into 1 ms … `limitMs`.
  public init(defaultTtlMs: Int64, maxTtlMs: Int64, slidesOnAccess: Bool) {
    self.maxTtlMs = min(max(maxTtlMs, 1), LifetimeRule.limitMs)
    self.defaultTtlMs = min(max(defaultTtlMs, 1), self.maxTtlMs)
    self.slidesOnAccess = slidesOnAccess
  }

  /// 24 hours, 400 days, re-armed by reads.
  public static let standard = LifetimeRule(
    defaultTtlMs: 24 * 3_600_000, maxTtlMs: 400 * 24 * 3_600_000, slidesOnAccess: true)

  /// The sliding lifetime of a save at `nowMs` that names no expiry.
  ///
  /// Where reads do not re-arm the window, its end is the cap as well, so that a read need not know
  /// the rule to leave the deadline where it is.
  public func backstop(nowMs: Int64) -> Lifetime {
    .sliding(
      nowMs: nowMs, windowMs: defaultTtlMs, maxTtlMs: slidesOnAccess ? maxTtlMs : defaultTtlMs)
  }
}

/// What a save says about expiry.
public enum Expiry: Sendable, Equatable {
  /// Nothing: the entry gets the sliding backstop.
  case backstop
  /// An absolute deadline in wall-clock ms.
  case at(deadlineMs: Int64)
  /// `KEEPTTL`: an absolute deadline stays as it is, a sliding one is re-armed.
  case keep
}

/// The grid on which a moving deadline reaches the disk.
enum CoarseStep {
  /// Whether a deadline that moves from `oldMs` to `newMs` leaves its step and so must be made
  /// durable now.
  ///
  /// A step is the largest power of two that is no more than a twentieth of the time left. Powers of
  /// two nest, so that deadlines of different length share boundaries and what a crash can take
  /// stays below one step. A deadline that moves closer always counts: after a crash an entry may
  /// die a step early, never late.
  @inline(__always)
  static func isLeft(fromMs oldMs: Int64, toMs newMs: Int64, nowMs: Int64) -> Bool {
    guard newMs >= oldMs else { return true }
    let twentieth = max((newMs &- nowMs) / 20, 1)
    let shift = Int64(63 &- twentieth.leadingZeroBitCount)
    return oldMs &>> shift != newMs &>> shift
  }
}
