public import Keyspace
public import RESP

/// What commands ask of the server about clients other than their own. Engine queue only.
public protocol PeerServices: AnyObject {
  /// Who listens to what.
  var subscriptions: SubscriptionTable { get set }
  /// Who must hear of changes to which keys.
  var tracking: TrackingTable { get set }
  /// Whose transactions depend on which keys.
  var watches: WatchTable { get }
  /// Writes something that answers no request into a client's replies; nothing if it is gone. What
  /// goes to the client whose request is being run follows behind that request's reply.
  func push(to client: Int64, _ write: (inout ReplyBuffer) -> Void)
  /// The client of that number, if it is connected.
  func peer(_ client: Int64) -> Peer?
  /// The numbers of all connected clients from `first` on, in order.
  func peerNumbers(from first: Int64) -> [Int64]
  /// Lets `body` see and change every client's session, and ends the connections of those for which
  /// it answers false. The client whose request is being run gets its reply first: true when it is
  /// among them.
  func reviseSessions(_ body: (inout Session) -> Bool) -> Bool
  /// The client has logged in, or is back where it began.
  func authenticationChanged(_ session: Session)
  /// The client gave a wrong password: its next request may have to wait.
  func loginFailed(_ session: Session)
  /// Ends another client's connection at once.
  func disconnect(_ client: Int64)
  /// Holds requests back until a wall-clock time, or until `unpause`. A pause that lasts longer or
  /// covers more already stays as it is.
  func pause(_ scope: PauseScope, untilMs: Int64)
  func unpause()
  /// Shows the client every command that is run from now on.
  func startMonitoring(_ client: Int64)
  /// Lets go of everything that others know about a client: subscriptions,
  /// tracking, monitoring, watched keys.
  func withdraw(_ session: Session)
  /// Somebody has begun or ceased to watch keys or commands.
  func observersChanged()
  /// A command has been run. Called only while somebody watches keys or commands.
  func commandRan(_ command: UnsafePointer<Command>, _ arguments: Arguments, _ session: Session)
  /// A command that takes several turns has looked at some of its keys. Called only while somebody
  /// watches keys or commands.
  func commandAdvanced(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ session: Session)
  /// Part of a command is done, and this is what notifications call what it has changed. Called only
  /// while somebody watches keys.
  func keysChanged(_ events: ([KeySignal]) -> [(signal: KeySignal, event: KeyEvent)])
  /// A client that has its reads tracked has read a key otherwise than by a command of its own.
  func rememberRead(of key: UnsafeRawBufferPointer, by client: Int64)
  /// A key was looked up and was not there. Called only while somebody watches keys.
  func noteMiss(_ key: UnsafeRawBufferPointer, database: UInt8)
}

/// What `CLIENT PAUSE` holds back.
public enum PauseScope: Sendable {
  case all
  /// Requests that change keys or send messages.
  case writes
}

/// A client as the others see it.
public struct Peer {
  public let session: Session
  public let facts: ConnectionFacts
  public let version: ProtocolVersion

  public init(session: Session, facts: ConnectionFacts, version: ProtocolVersion) {
    self.session = session
    self.facts = facts
    self.version = version
  }
}
