import Dispatch
import Glibc

/// Tells the service manager that the engine is alive, twice in the time it allows.
///
/// The word goes out only after the engine's own queue has answered: a timer alone would go on
/// praising an engine that hangs.
final class Watchdog {
  private let timer: any DispatchSourceTimer

  /// Nil when the service manager asks for no watchdog.
  ///
  /// - Parameter probe: Calls back once the engine has taken its turn.
  init?(
    notifier: ServiceNotifier, probe: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
  ) {
    guard let periodUs = Self.periodUs() else { return nil }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "tokencached.watchdog"))
    let half = DispatchTimeInterval.microseconds(periodUs / 2)
    timer.schedule(deadline: .now() + half, repeating: half, leeway: .microseconds(periodUs / 10))
    timer.setEventHandler { probe { notifier.send("WATCHDOG=1") } }
    timer.activate()
    self.timer = timer
  }

  /// WATCHDOG_USEC, if it is meant for this process.
  /// https://www.freedesktop.org/software/systemd/man/latest/sd_watchdog_enabled.html
  private static func periodUs() -> Int? {
    guard let period = number("WATCHDOG_USEC"), period > 1 else { return nil }
    if let pid = number("WATCHDOG_PID"), pid != Int(getpid()) { return nil }
    return period
  }

  private static func number(_ variable: String) -> Int? {
    getenv(variable).flatMap { Int(String(cString: $0)) }
  }
}
