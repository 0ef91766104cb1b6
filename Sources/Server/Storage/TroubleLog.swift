/// Kinds of trouble that may come again and again.
enum Trouble: Hashable {
  case sweep, upkeep, indexLoad, eviction, unreadable, reader, room, ownFiles, repair
}

/// Lets each kind of trouble be logged at once, and then at most once a minute with how often it has
/// come since.
struct TroubleLog {
  private struct Last {
    var atMs: Int64
    var leftOut: Int
  }

  private static let intervalMs: Int64 = 60_000
  private var last: [Trouble: Last] = [:]

  /// How many of this kind have been left out before this one; nil when it is left out as well.
  mutating func admit(_ trouble: Trouble, nowMs: Int64) -> Int? {
    let before = last[trouble]
    // A time that lies ahead is no reason for silence: the clock was set back.
    if let before, before.atMs <= nowMs, nowMs - before.atMs < TroubleLog.intervalMs {
      last[trouble]?.leftOut += 1
      return nil
    }
    last[trouble] = Last(atMs: nowMs, leftOut: 0)
    return before?.leftOut ?? 0
  }
}
