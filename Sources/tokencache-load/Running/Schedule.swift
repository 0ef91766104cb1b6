import Glibc

/// The moments at which the operations of an open loop have to start.
struct Schedule {
  private let startNs: UInt64
  private let intervalNs: Double
  /// How many operations have started.
  var started: UInt64 = 0

  init(startNs: UInt64, perSecond: Double) {
    self.startNs = startNs
    intervalNs = 1e9 / perSecond
  }

  /// When the next operation has to start.
  var dueNs: UInt64 {
    startNs + UInt64(Double(started) * intervalNs)
  }

  /// How many operations should have started by a moment and have not.
  func due(untilNs momentNs: UInt64) -> UInt64 {
    let intended = UInt64((Double(momentNs - startNs) / intervalNs).rounded(.up))
    return intended - min(intended, started)
  }
}

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
