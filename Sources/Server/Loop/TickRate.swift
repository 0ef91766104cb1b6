import CLinux
import Commands

/// How fast the processor's counter runs, measured against the monotonic clock over the whole life of
/// the server: the longer, the more exact.
struct TickRate {
  private let start = clinux_moment()

  /// The counter, with a rate that a short first measurement gives.
  func makeSource() -> TickSource {
    while clinux_moment().nanoseconds - start.nanoseconds < 100_000 {}
    return TickSource(clinux_ticks, ticksPerSecond: ticksPerSecond)
  }

  var ticksPerSecond: Double {
    let now = clinux_moment()
    let nanoseconds = max(now.nanoseconds - start.nanoseconds, 1)
    return Double(now.ticks &- start.ticks) * 1e9 / Double(nanoseconds)
  }
}
