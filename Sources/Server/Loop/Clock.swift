// Which module timespec belongs to depends on who includes it first.
private import CLinux
private import Glibc

/// Where the server's time comes from. Tests put in their own.
public struct Clock: Sendable {
  /// Wall-clock milliseconds since the Unix epoch.
  public let wallMs: @Sendable () -> Int64
  /// Milliseconds that only ever grow; their origin means nothing.
  public let monotonicMs: @Sendable () -> Int64

  public init(
    wallMs: @escaping @Sendable () -> Int64, monotonicMs: @escaping @Sendable () -> Int64
  ) {
    self.wallMs = wallMs
    self.monotonicMs = monotonicMs
  }

  /// The system's clocks.
  public static let system = Clock(
    wallMs: { read(CLOCK_REALTIME) }, monotonicMs: { read(CLOCK_MONOTONIC) })

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
