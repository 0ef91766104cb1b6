import AccessControl
import Commands
import Configuration
import Dispatch
import Keyspace
import Persistence
import RESP

/// The engine: every client, the keyspace, and the turn that takes requests to replies.
///
/// A turn reads from the clients that are ready, runs their requests, writes all changes into the
/// crash journal as one frame, and then sends the replies. Everything here runs on one serial
/// queue; what takes long (SQLite, syncs) runs on others and reports back through the inbox.
///
/// Safe to share: all state is touched on `queue` only, which each entry point checks.
final class Engine: @unchecked Sendable {
  let queue = DispatchQueue(label: "tokencached.engine", qos: .userInteractive)
  var configuration: Configuration
  /// Listening descriptors to use instead of the addresses in the configuration.
  let inheritedSockets: [Int32]
  let clock: Clock
  let files: FileSystem
  let system: SystemFacts
  let log: ServerLog
  /// Told of settings that change while running, for what lies outside the server.
  let reconfigured: @Sendable (Configuration) -> Void
  /// Where the configuration came from; nil for none.
  let configurationFile: String?
  /// Called when a client asks to shut down.
  let stopRequested: @Sendable () -> Void
  let table = CommandTable()
  var dispatcher: Dispatcher
  let tickRate = TickRate()
  let instruments: Instruments
  /// That of the instruments: at hand, because every request counts in it.
  let meter: UnsafeMutablePointer<CommandMeter>
  let keyspace: UnsafeMutablePointer<Keyspace>
  let inbox: Inbox
  /// Set by `start`, before anything can come in.
  var loop: EventLoop!
  var storage: Storage!
  var wake: WakeTimer!

  var clients = ClientTable()
  var ranks = ClientRanks()
  /// Clients whose next requests wait because they failed to log in, in the order of their ends.
  var heldClients: [HeldClient] = []
  var acceptor = Acceptor()
  var lull = Lull()
  var slicing = Slicing()
  var listeners: [Listener] = []
  var statistics = ServerStatistics()
  let readBuffer: UnsafeMutableRawBufferPointer
  /// What this turn has received there and not yet run.
  var receptions: [Reception] = []
  var receivedBytes = 0
  /// Keys of requests that are about to run.
  let previewedKeys = UnsafeMutableBufferPointer<UnsafeRawBufferPointer>.allocate(capacity: 128)
  var warming = WarmingKeys()
  /// Clients with requests to run that no descriptor will announce.
  var runQueue: [ClientReference] = []
  /// Clients with replies to send at the end of the turn.
  var flushQueue: [ClientReference] = []
  /// Clients whose replies wait for the journal.
  var gated: [ClientReference] = []
  var gateWait = GateWait()
  let watches = WatchTable()
  let scripts = ScriptCache()
  let users: UserDirectory
  /// Connected clients by number.
  var clientReferences: [Int64: ClientReference] = [:]
  /// Whose request is being run, and what has been pushed to it meanwhile.
  var executing: ClientReference?
  var ownPushes = ReplyBuffer()
  /// Whether there are any; asked after every request.
  var hasOwnPushes = false
  var subscriptions = SubscriptionTable()
  var tracking = TrackingTable()
  var accountedTrackingBytes = 0
  /// Clients that see every command.
  var monitors: [Int64] = []
  var pause: Pause? { didSet { pausedUntilMs = pause?.untilMs ?? 0 } }
  /// When it ends, in wall-clock ms, 0 for no pause; asked before every request.
  private(set) var pausedUntilMs: Int64 = 0
  /// Bytes in the buffers of all clients.
  var clientBufferBytes = 0
  /// Wall-clock ms of the present turn.
  var nowMs: Int64
  var nextHousekeepingMs: Int64 = 0
  var nextClientID: Int64 = 1
  var isStopping = false
  /// Rows committed when reclaiming last failed.
  var stuckAtCommit: UInt64?
  var confusionLog = LogAllowance()
  var strangerLog = LogInterval()
  var descriptorLog = LogInterval()
  /// Clamps that the log has told of, and when.
  var reportedClamps = (count: UInt64(0), atMs: Int64(0))
  let runID = ProcessFacts.makeRunID()

  static let readBufferBytes = 64 * 1024

  init(
    configuration: Configuration, configurationFile: String?, inheritedSockets: [Int32] = [],
    clock: Clock, files: FileSystem = .system, system: SystemFacts = .system,
    log: @escaping ServerLog,
    reconfigured: @escaping @Sendable (Configuration) -> Void,
    stopRequested: @escaping @Sendable () -> Void
  ) throws(ServerError) {
    self.configuration = configuration
    self.inheritedSockets = inheritedSockets
    self.clock = clock
    self.files = files
    self.system = system
    self.log = log
    self.reconfigured = reconfigured
    self.configurationFile = configurationFile
    self.stopRequested = stopRequested
    nowMs = clock.wallMs()
    do throws(ConfigurationError) {
      users = try UserDirectory(configuration, table.catalog)
    } catch {
      throw ServerError("\(error)")
    }
    inbox = try Inbox()
    dispatcher = Dispatcher(table: table, maxValueBytes: configuration.maxValueSizeBytes)
    instruments = Instruments(table: table, ticks: tickRate.makeSource())
    instruments.apply(configuration.instruments)
    meter = instruments.meter
    readBuffer = .allocate(byteCount: Engine.readBufferBytes, alignment: 4096)
    keyspace = .allocate(capacity: 1)
    // The store brings the real seed; until then there are no keys to hash.
    keyspace.initialize(
      to: Keyspace(
        seed: HashSeed(first: 0, second: 0), rule: configuration.lifetimeRule,
        memoryLimit: configuration.maxMemoryBytes, nowMs: nowMs))
  }

  deinit {
    keyspace.deinitialize(count: 1)
    keyspace.deallocate()
    readBuffer.deallocate()
    previewedKeys.deallocate()
  }

  /// Memory that counts towards `maxmemory` but is not the keyspace's.
  func noteExternalBytes() {
    keyspace.pointee.externalBytes = clientBufferBytes + storage.bufferBytes + readBuffer.count
    keyspace.pointee.externalBytes += tracking.byteCount + instruments.byteCount
    keyspace.pointee.externalBytes += users.byteCount
    accountedTrackingBytes = tracking.byteCount
  }
}

/// Counters that INFO shows.
struct ServerStatistics {
  var startedMonotonicMs: Int64 = 0
  var connections: UInt64 = 0
  var rejectedConnections: UInt64 = 0
  var commands: UInt64 = 0
  var inputBytes: UInt64 = 0
  var outputBytes: UInt64 = 0
  /// Calls of the system that brought or took bytes.
  var reads: UInt64 = 0
  var writes: UInt64 = 0
  var outputLimitDisconnections: UInt64 = 0
  /// Connections that ended because the journal did not become safe in time.
  var journalWaitsGivenUp: UInt64 = 0
  var queryLimitDisconnections: UInt64 = 0
  var memoryDisconnections: UInt64 = 0
  var idleDisconnections: UInt64 = 0
  var strangerDisconnections: UInt64 = 0
  var unitConfusions: UInt64 = 0
  /// Turns that ended with more entries to expire, and the time that all expiring took.
  var expiryBudgetsSpent: UInt64 = 0
  var expiryNanoseconds: UInt64 = 0
  var rates = TrafficRates()
}
