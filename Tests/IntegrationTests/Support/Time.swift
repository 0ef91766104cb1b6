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
/// - Returns: Whether it came within `limitMs`.
func eventually(
  limitMs: Int64 = 20_000, everyMs: UInt32 = 5, _ condition: () throws -> Bool
) rethrows -> Bool {
  let endMs = Time.monotonicMs + limitMs
  while try !condition() {
    guard Time.monotonicMs < endMs else { return false }
    usleep(everyMs * 1000)
  }
  return true
}
