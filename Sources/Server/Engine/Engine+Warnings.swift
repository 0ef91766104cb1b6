import Commands
import Keyspace

/// What clients ask for and do not get as they meant it.
extension Engine {
  func noteUnitConfusion(_ confusion: UnitConfusion, by session: Session) {
    statistics.unitConfusions &+= 1
    guard confusionLog.permits(session.id, nowMs: nowMs) else { return }
    let library = "\(session.libraryName) \(session.libraryVersion)"
    let kind = confusion.pattern.map { "keys '\($0)'" } ?? "a key that no policy matches"
    log(
      .warning,
      "client '\(session.name)' (id \(session.id), library '\(library)'): \(confusion.command) on "
        + "\(kind) \(confusion.cause.sentence)")
  }

  /// Tells of deadlines that were pulled back to `max-ttl`, at most once a minute.
  func reportClamps() {
    let clamps = keyspace.pointee.counters.clamps
    // CONFIG RESETSTAT begins to count anew.
    if clamps < reportedClamps.count { reportedClamps.count = 0 }
    let isRecent = nowMs >= reportedClamps.atMs && nowMs - reportedClamps.atMs < 60_000
    guard clamps > reportedClamps.count, !isRecent else { return }
    log(
      .warning,
      "\(clamps - reportedClamps.count) expiries lay further ahead than max-ttl and were cut to it")
    reportedClamps = (clamps, nowMs)
  }
}

extension UnitConfusion.Cause {
  fileprivate var sentence: String {
    switch self {
    case .millisecondsForSeconds: "takes seconds and was given milliseconds"
    case .secondsForMilliseconds: "takes milliseconds and was given seconds"
    }
  }
}
