/// A wait on a clock that people can set.
///
/// A clock set back would move the end away by as much: the wait counts as over then, because how
/// much of it has passed cannot be told.
struct Delay {
  private let startMs: Int64
  private let lengthMs: Int64

  /// Is over.
  static let none = Delay(ms: 0, fromMs: 0)

  init(ms lengthMs: Int64, fromMs nowMs: Int64) {
    startMs = nowMs
    self.lengthMs = lengthMs
  }

  func isOver(nowMs: Int64) -> Bool { nowMs - startMs >= lengthMs || nowMs < startMs }

  /// When to look again, in wall-clock ms.
  func endMs(nowMs: Int64) -> Int64 { min(startMs, nowMs) + lengthMs }
}
