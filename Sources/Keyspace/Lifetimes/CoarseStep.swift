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
