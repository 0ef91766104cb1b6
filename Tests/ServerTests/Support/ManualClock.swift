import Synchronization

@testable import Server

/// A clock that a test sets. The monotonic one also moves a little whenever it is read, so that a
/// loop that waits for time to pass ends.
final class ManualClock: Sendable {
  /// A moment in November 2023, in wall-clock ms.
  static let epochMs: Int64 = 1_700_000_000_000

  private let wall = Atomic(ManualClock.epochMs)
  private let monotonic = Atomic<Int64>(1_000_000)

  init(wallMs: Int64 = ManualClock.epochMs) { wall.store(wallMs, ordering: .relaxed) }

  var wallMs: Int64 { wall.load(ordering: .relaxed) }

  var clock: Clock {
    Clock(
      wallMs: { [self] in wallMs },
      monotonicMs: { [self] in monotonic.add(1, ordering: .relaxed).newValue })
  }

  /// Time passes.
  func pass(ms: Int64) {
    step(ms: ms)
    monotonic.add(ms, ordering: .relaxed)
  }

  /// Somebody sets the wall clock.
  func step(ms: Int64) { wall.add(ms, ordering: .relaxed) }
}
