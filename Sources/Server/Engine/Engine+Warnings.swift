import AccessControl
import Commands
import Configuration
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
      "client '\(session.name)' (id \(session.id), from \(address(of: session)), user "
        + "'\(session.user.displayName)', library '\(library)'): \(confusion.command) on \(kind) "
        + "\(confusion.cause.sentence)")
  }

  private func address(of session: Session) -> String {
    let client = clientReferences[session.id].flatMap { clients[$0] }
    guard let client else { return "nowhere" }
    guard !client.pointee.isUnix else { return "a Unix socket" }
    let peer = ClientSocket.names(client.pointee.descriptor).peer
    // The system forgets it when the peer resets the connection; the line of its arrival has it.
    return peer.isEmpty ? "an address that is gone" : peer
  }

  /// Connections come and go without a word, unless somebody looks for a fault.
  func noteForDebugging(_ event: StaticString, _ client: UnsafeMutablePointer<Client>) {
    guard configuration.logLevel == .debug else { return }
    let session = client.pointee.session
    log(
      .debug,
      "client \(session.id) from \(address(of: session)) \(event), user "
        + "'\(session.user.displayName)', \(clients.count) connected")
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
