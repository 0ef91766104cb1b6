import Commands
import Keyspace
import RESP

/// Other clients as a test imagines them, and what they are sent.
final class FakePeers: PeerServices {
  var subscriptions = SubscriptionTable()
  var tracking = TrackingTable()
  let watches = WatchTable()
  var onObserversChanged: () -> Void = {}
  var others: [Peer] = []
  /// The session of the client whose requests are run.
  var own: UnsafeMutablePointer<Session>?
  var authentications: [Bool] = []
  var failedLogins = 0
  var disconnected: [Int64] = []
  var pauses: [(scope: PauseScope, untilMs: Int64)] = []
  var unpauses = 0
  var monitors: [Int64] = []
  var misses: [String] = []
  private var sent: [(client: Int64, text: String)] = []

  func push(to client: Int64, _ write: (inout ReplyBuffer) -> Void) {
    var reply = ReplyBuffer()
    write(&reply)
    var text = String(decoding: reply.bytes, as: UTF8.self)
    text.replace("\r\n", with: "|")
    sent.append((client, text))
  }

  /// Forgets what was sent and says what it was, in the order of the clients' numbers.
  func takeSent() -> [String] {
    defer { sent = [] }
    return sent.map { "\($0.client) \($0.text)" }.sorted()
  }

  func peer(_ client: Int64) -> Peer? { others.first { $0.session.id == client } }

  func peerNumbers(from first: Int64) -> [Int64] {
    others.map(\.session.id).filter { $0 >= first }.sorted()
  }

  func reviseSessions(_ body: (inout Session) -> Bool) -> Bool {
    others = others.map { peer in
      var session = peer.session
      if !body(&session) { disconnected.append(session.id) }
      return Peer(session: session, facts: peer.facts, version: peer.version)
    }
    return own.map { !body(&$0.pointee) } ?? false
  }

  func loginFailed(_ session: Session) { failedLogins += 1 }

  func authenticationChanged(_ session: Session) {
    authentications.append(session.isAuthenticated)
  }

  func disconnect(_ client: Int64) { disconnected.append(client) }
  func pause(_ scope: PauseScope, untilMs: Int64) { pauses.append((scope, untilMs)) }
  func unpause() { unpauses += 1 }
  func startMonitoring(_ client: Int64) { monitors.append(client) }

  func withdraw(_ session: Session) {
    subscriptions.remove(session.id, session.subscriptions)
    if let mode = session.tracking { tracking.remove(session.id, mode) }
    watches.forget(client: session.id)
    monitors.removeAll { $0 == session.id }
  }

  func observersChanged() { onObserversChanged() }

  func commandRan(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ session: Session
  ) {}

  func commandAdvanced(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ session: Session
  ) {}

  /// What a script's parts were called; the bench decides whether anybody watches.
  var scriptEvents: [String] = []
  var takeSignals: () -> [KeySignal] = { [] }

  func keysChanged(_ events: ([KeySignal]) -> [(signal: KeySignal, event: KeyEvent)]) {
    let signals = takeSignals()
    watches.note(signals)
    scriptEvents += events(signals).map { "\($0.event.name)" }
  }

  func rememberRead(of key: UnsafeRawBufferPointer, by client: Int64) {
    tracking.remember([UInt8](key), for: client)
  }

  func noteMiss(_ key: UnsafeRawBufferPointer, database: UInt8) {
    misses.append("\(database) \(String(decoding: key, as: UTF8.self))")
  }
}
