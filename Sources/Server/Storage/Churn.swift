/// Whether new rows come so fast that those there are will soon be superseded.
///
/// Copying a live row out of a mostly dead segment is wasted if it dies a moment later, and a segment
/// whose rows all die can be dropped without copying any. So while rows would be replaced within
/// `lifeMs` and the disk has ample room, compaction waits until more rows are dead than alive: a segment
/// that is copied then has few live rows left (Rosenblum and Ousterhout, section 3.4, figure 3).
struct Churn {
  private(set) var isFast = false
  private var rowsThen: UInt64 = 0
  private var beganMs: Int64 = 0

  private static let lifeMs: Int64 = 30_000
  private static let windowMs: Int64 = 2000

  /// Measures anew when the last time was long enough ago. Returns whether it has just ended.
  ///
  /// - Parameter committedRows: Rows written since the start, copies not counted.
  mutating func look(committedRows: UInt64, liveRows: Int, nowMs: Int64) -> Bool {
    let (tookMs, wasFast) = (nowMs - beganMs, isFast)
    guard tookMs >= Churn.windowMs || tookMs < 0 else { return false }
    // A clock that was set back does not tell how long it took.
    isFast = tookMs > 0 && replaces(liveRows, Int(committedRows - rowsThen), tookMs)
    (rowsThen, beganMs) = (committedRows, nowMs)
    return wasFast && !isFast
  }

  /// When to look again, in wall-clock ms; nil while there is nothing to look for.
  func nextLookMs(nowMs: Int64) -> Int64? {
    isFast ? min(beganMs, nowMs) + Churn.windowMs : nil
  }

  private func replaces(_ liveRows: Int, _ newRows: Int, _ tookMs: Int64) -> Bool {
    Double(newRows) / Double(tookMs) > Double(liveRows) / Double(Churn.lifeMs)
  }
}
