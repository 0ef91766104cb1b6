/// How long the next sync waits for clients that could share it (D2).
///
/// With none, two groups of clients take turns: while the sync for one runs, the other's changes come
/// in, and each sync serves only half of them. So after a sync that took long the next one waits,
/// for at most half as long, until as many clients wait as did then. Half of a sync is what
/// PostgreSQL recommends for the same purpose:
/// https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-COMMIT-DELAY
struct SyncHold {
  private let expectedClients: Int
  private let delay: Delay

  static let none = SyncHold(syncTookMs: 0, waitingClients: 0, nowMs: 0)
  /// After a hiccup of the disk nobody should be made to wait longer still.
  private static let longestMs: Int64 = 5

  /// - Parameters:
  ///   - syncTookMs: What the sync took that has just ended.
  ///   - waitingClients: All who waited at its end, for that sync or for the next one.
  init(syncTookMs: Int64, waitingClients: Int, nowMs: Int64) {
    expectedClients = waitingClients
    delay = Delay(ms: min(syncTookMs / 2, SyncHold.longestMs), fromMs: nowMs)
  }

  func isOver(waitingClients: Int, nowMs: Int64) -> Bool {
    waitingClients >= expectedClients || delay.isOver(nowMs: nowMs)
  }

  /// When the wait is over even if nobody comes, in wall-clock ms.
  func dueMs(nowMs: Int64) -> Int64 {
    delay.isOver(nowMs: nowMs) ? nowMs : delay.endMs(nowMs: nowMs)
  }
}
