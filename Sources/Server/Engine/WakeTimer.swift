import Dispatch

/// Wakes the engine when something is due and no client asks.
///
/// It runs on the wall clock, as deadlines do, so that a clock that is set forward expires what it
/// should at once, and on the steady one, so that a clock that is set back holds nothing up. A wake-up is due at least every ten seconds while anything is scheduled.
final class WakeTimer {
  private let wallTimer: any DispatchSourceTimer
  /// A clock that is set back would move the other one's end away.
  private let steadyTimer: any DispatchSourceTimer
  private let clock: Clock
  private var armedForMs = Int64.max

  private static let longestSleepMs: Int64 = 10_000

  init(queue: DispatchQueue, clock: Clock, _ fire: @escaping @Sendable () -> Void) {
    self.clock = clock
    wallTimer = DispatchSource.makeTimerSource(queue: queue)
    steadyTimer = DispatchSource.makeTimerSource(queue: queue)
    wallTimer.schedule(wallDeadline: .distantFuture)
    steadyTimer.schedule(deadline: .distantFuture)
    for timer in [wallTimer, steadyTimer] {
      timer.setEventHandler(handler: DispatchWorkItem(block: fire))
      timer.activate()
    }
  }

  /// Fires at `dueMs` at the latest; never for nil.
  func arm(atMs dueMs: Int64?) {
    guard let dueMs else { return }
    let nowMs = clock.wallMs()
    let wakeMs = min(max(dueMs, nowMs), nowMs + WakeTimer.longestSleepMs)
    guard wakeMs < armedForMs || armedForMs <= nowMs else { return }
    armedForMs = wakeMs
    let wait = DispatchTimeInterval.milliseconds(Int(wakeMs - nowMs))
    wallTimer.schedule(wallDeadline: .now() + wait, leeway: .nanoseconds(0))
    steadyTimer.schedule(deadline: .now() + wait + .milliseconds(1), leeway: .milliseconds(1))
  }

  /// Fires again as soon as the queue is free.
  func again() { arm(atMs: clock.wallMs()) }

  /// To be called when it has fired.
  func disarm() { armedForMs = .max }

  func cancel() {
    wallTimer.cancel()
    steadyTimer.cancel()
  }
}
