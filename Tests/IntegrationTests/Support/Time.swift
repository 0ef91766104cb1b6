import Glibc

enum Time {
  /// Milliseconds since 1970, by the clock that the daemon's deadlines go by.
  static var wallMs: Int64 { now(CLOCK_REALTIME) }
  static var monotonicMs: Int64 { now(CLOCK_MONOTONIC) }

  private static func now(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// Asks again and again until the answer is yes.
///
/// What counts is how often was asked, so that a machine which stands still for a while does not
/// use up the patience.
///
/// - Returns: Whether it came within `limitMs` of waiting between the questions.
func eventually(
  limitMs: Int64 = 20_000, everyMs: Int64 = 5, _ condition: () throws -> Bool
) rethrows -> Bool {
  for _ in 0..<limitMs / everyMs {
    if try condition() { return true }
    usleep(UInt32(everyMs) * 1000)
  }
  return try condition()
}
