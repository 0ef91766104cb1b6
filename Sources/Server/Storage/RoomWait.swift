/// How long clients wait for room on disk.
///
/// What matters is whether any is being made, not how long that takes: on a busy machine a single job may
/// take seconds, and its end is a step that begins the wait anew. So nobody is refused while upkeep
/// or eviction comes on, and after ten seconds without a step there is nothing to wait for. Two
/// bounds hold beside that: where somebody outside keeps the space, no step of ours will free
/// it, and a second shows that they mean to; and steps that make no room do not count for ever.
struct RoomWait {
  private var sinceMs: Int64?
  private var stepMs: Int64 = 0
  private var steps: UInt64 = 0
  private var isTakenByOthers = false

  private static let takenMs: Int64 = 1_000
  private static let idleMs: Int64 = 10_000
  private static let longestMs: Int64 = 60_000

  /// There is room, or nothing that needs any.
  mutating func end() { sinceMs = nil }

  /// Whether those who wait should be told.
  ///
  /// - Parameters:
  ///   - steps: Changes whenever space has been given back, or has come nearer to it.
  ///   - isTakenByOthers: Whether the space that is missing is known not to be ours.
  mutating func isOver(steps: UInt64, isTakenByOthers: Bool, nowMs: Int64) -> Bool {
    // A clock that was set back tells nothing about how long it has been.
    if sinceMs.map({ nowMs < $0 }) ?? true { (sinceMs, stepMs) = (nowMs, nowMs) }
    if steps != self.steps || nowMs < stepMs { stepMs = nowMs }
    (self.steps, self.isTakenByOthers) = (steps, isTakenByOthers)
    return endMs.map { nowMs >= $0 } ?? false
  }

  /// When the wait is over unless there is room, or another step, before; nil when nobody waits.
  var endMs: Int64? {
    guard let sinceMs else { return nil }
    if isTakenByOthers { return sinceMs + RoomWait.takenMs }
    return min(stepMs + RoomWait.idleMs, sinceMs + RoomWait.longestMs)
  }

  func seconds(nowMs: Int64) -> Int64 { (nowMs - (sinceMs ?? nowMs)) / 1000 }
}
