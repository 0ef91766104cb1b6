public import AccessControl

/// What the server remembers about one client between its requests, as far as commands read or
/// change it.
public struct Session {
  /// Never reused while the server runs.
  public let id: Int64
  /// The number that `SELECT` chose.
  public var database: UInt8 = 0
  /// `CLIENT SETNAME`; empty for none.
  public var name = ""
  /// `CLIENT SETINFO`.
  public var libraryName = ""
  public var libraryVersion = ""
  /// Whom it is logged in as: the default user unless it said otherwise.
  public private(set) var user: User
  /// Whether it has logged in, or did not need to when it came.
  public private(set) var isAuthenticated: Bool
  public internal(set) var failedLogins = FailedLogins()
  /// Commands with one of these flags are checked before they run. There are none for a client that
  /// is authenticated as a user to whom nothing is refused, and only those about channels when all
  /// commands and keys are allowed: kept here so that most requests need not ask.
  private(set) var checkedFlags: CommandFlags = .every
  /// `CLIENT NO-EVICT ON`: the connection is spared when client buffers must shrink.
  public var isExemptFromEviction = false
  /// `CLIENT NO-TOUCH ON`: reads leave no trace, neither in the eviction order nor on a window.
  public var leavesNoTrace = false
  /// A walk over the keyspace that has not finished (KEYS, RANDOMKEY, FLUSHDB).
  public var walk: KeyWalk?
  /// A walk over the clients that has not finished (CLIENT LIST and CLIENT KILL).
  public var clientWalk: ClientWalk?
  /// How far a request has come that takes several turns.
  public var progress: RequestProgress?
  /// Requests queued since MULTI; nil outside of a transaction.
  public internal(set) var transaction: Transaction?
  /// Keys that WATCH keeps for this client, and their memory in bytes.
  var watchedKeyCount = 0
  var watchedBytes = 0
  /// What it listens to.
  public var subscriptions = Subscriptions()
  /// `CLIENT TRACKING ON`; nil while it is off.
  public var tracking: TrackingMode?
  /// `CLIENT REPLY`.
  public var replyMode: ReplyMode = []
  /// Whether it sees every command that is run (MONITOR).
  public internal(set) var isMonitoring = false { didSet { refreshRights() } }
  /// The command or subcommand that its last request named; nil when there was none of that name. It
  /// lives as long as the table.
  public internal(set) var lastCommand: UnsafePointer<Command>?

  /// A client that has just connected, as the default user.
  public init(id: Int64, user: User) {
    self.id = id
    self.user = user
    isAuthenticated = user.rules.isEnabled && user.rules.needsNoPassword
    refreshRights()
  }

  /// The client has said who it is.
  mutating func logIn(as user: User) {
    self.user = user
    isAuthenticated = true
    refreshRights()
  }

  /// The rules of its user may have changed.
  public mutating func refreshRights() {
    let mayDoMost = isAuthenticated && user.rules.allowsEveryCommandAndKey
    let checkedMost: CommandFlags = user.rules.isUnrestricted ? [] : .pubsub
    // Who monitors may not touch the keys.
    checkedFlags = mayDoMost && !isMonitoring ? checkedMost : .every
  }

  /// Whether nothing is ever refused to it.
  public var isUnrestricted: Bool { checkedFlags.isEmpty }

  /// Memory of the queue of a transaction and of watched keys, in bytes: it counts like a request
  /// that is still being received.
  public var transactionBytes: Int { watchedBytes + (transaction?.byteCount ?? 0) }

  /// Memory of the names that it gave itself, in bytes.
  public var nameBytes: Int {
    name.utf8.count + libraryName.utf8.count + libraryVersion.utf8.count
  }

  /// A request was refused that would have been queued, so EXEC must not run the others.
  public mutating func failTransaction() { transaction?.fail() }

  /// Drops the queue; the watches end in ``WatchTable``.
  public mutating func endTransaction() {
    transaction = nil
    watchedBytes = 0
    watchedKeyCount = 0
  }

  /// What holds for one request only ends with it, however it ended: answered, refused, or given up
  /// by the server. False when the client wants no reply to it.
  @inline(__always)
  public mutating func endRequest() -> Bool {
    if tracking?.isNextSelected == true { endSelection(after: lastCommand) }
    return replyMode.isEmpty || replyMode.settle()
  }

  /// The same for bytes that were no request of any command: an empty line, or one that is too large.
  public mutating func endNamelessRequest() -> Bool {
    if tracking?.isNextSelected == true { endSelection(after: nil) }
    return replyMode.settle()
  }

  /// What `CLIENT CACHING` said holds for the next request, or for the next transaction as a whole;
  /// other CLIENT commands do not count.
  private mutating func endSelection(after command: UnsafePointer<Command>?) {
    guard transaction == nil, command?.pointee.flags.contains(.keepsCaching) != true
    else { return }
    tracking?.isNextSelected = false
  }

  /// How far the request has come that goes on now.
  mutating func takeProgress() -> RequestProgress? {
    defer { progress = nil }
    return progress
  }

  /// The walk that goes on now. The session lets go of it, so that it can grow in place.
  mutating func takeWalk() -> KeyWalk? {
    defer { walk = nil }
    return walk
  }
}
