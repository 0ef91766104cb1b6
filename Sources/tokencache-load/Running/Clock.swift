import Glibc

/// The two clocks of a measurement: one that only moves forward, one that names a time of day.
enum Clock {
  static func monotonicNs() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }

  /// Milliseconds since 1970, as PEXPIRETIME speaks.
  static func wallMs() -> Int64 {
    wallUs() / 1000
  }

  static func wallUs() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }
}
