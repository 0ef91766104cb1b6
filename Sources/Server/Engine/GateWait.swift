/// How long replies to changes wait for a journal that does not become safe.
///
/// While calls fail they may go on failing, and a few seconds tell that from a hiccup. A sync that has
/// not come back has not failed: a slow disk is given a minute for each step that it makes.
struct GateWait {
  private var sinceMs: Int64 = 0
  private var syncedLsn: UInt64 = 0
  private var isWaiting = false

  private static let failingMs: Int64 = 5_000
  private static let silentMs: Int64 = 60_000

  /// Whether those who wait should be told.
  ///
  /// - Parameters:
  ///   - waits: Whether anybody waits.
  ///   - syncedLsn: How far the journal is safe.
  ///   - isFailing: Whether the last call for it has failed.
  mutating func isOver(waits: Bool, syncedLsn: UInt64, isFailing: Bool, nowMs: Int64) -> Bool {
    defer { (isWaiting, self.syncedLsn) = (waits, syncedLsn) }
    guard waits, isWaiting, syncedLsn == self.syncedLsn, nowMs >= sinceMs else {
      sinceMs = nowMs
      return false
    }
    return nowMs >= endMs(isFailing: isFailing)
  }

  /// When that will be, in wall-clock ms.
  func endMs(isFailing: Bool) -> Int64 {
    sinceMs + (isFailing ? GateWait.failingMs : GateWait.silentMs)
  }
}
