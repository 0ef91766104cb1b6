import Commands
import Dispatch
import Keyspace
import Persistence

/// What every part of the storage works on: the keyspace, the picture of the store's rows, and the
/// queues on which the store is read and written.
///
/// Safe to share: everything but the constants is touched on the engine queue only; work on the
/// other queues gets values and posts its results into the inbox.
final class StorageCore: @unchecked Sendable {
  let keyspace: UnsafeMutablePointer<Keyspace>
  var catalog: Catalog
  /// Writer queue only.
  let writer: StoreWriter
  /// Reads that clients wait for.
  let reader: StoreReader
  /// Reads that nobody waits for: index loading, sweeps.
  let backgroundReader: StoreReader
  let readerQueue = DispatchQueue(label: "tokencached.reader", qos: .userInitiated)
  // On Linux, Dispatch gives threads of a lower class a lower priority (nice(2)), so what nobody waits
  // for leaves requests a core where there are few.
  let writerQueue = DispatchQueue(label: "tokencached.writer", qos: .utility)
  let backgroundQueue = DispatchQueue(label: "tokencached.background", qos: .utility)
  let inbox: Inbox
  let clock: Clock
  let log: ServerLog
  let latency: LatencyMonitor
  private var troubles = TroubleLog()
  /// Parts of the database that were found damaged since the start: entries, or what counts them.
  private(set) var damageCount: UInt64 = 0
  unowned(unsafe) let clients: any StorageClients

  init(
    keyspace: UnsafeMutablePointer<Keyspace>, opened: OpenedStore, inbox: Inbox, clock: Clock,
    log: @escaping ServerLog, latency: LatencyMonitor, clients: any StorageClients
  ) throws(StorageError) {
    self.keyspace = keyspace
    writer = opened.writer
    self.inbox = inbox
    self.clock = clock
    self.log = log
    self.latency = latency
    self.clients = clients
    catalog = opened.contents.makeCatalog()
    reader = try opened.makeReader()
    backgroundReader = try opened.makeReader()
  }

  /// Lets the latency monitor know how long something took.
  func note(_ event: LatencyEvent, _ tookMs: Int64) {
    latency.note(event, tookMs, atMs: clock.wallMs())
  }

  /// Logs trouble that may come again and again, at most once a minute.
  func warn(_ trouble: Trouble, _ message: @autoclosure () -> String) {
    guard let leftOut = troubles.admit(trouble, nowMs: clock.wallMs()) else { return }
    let more = leftOut > 0 ? " (and \(leftOut) times more since this was last told)" : ""
    log(.warning, message() + more)
  }

  /// Tells of `count` damaged parts of the database.
  func warnOfDamage(_ trouble: Trouble, count: Int, _ message: @autoclosure () -> String) {
    damageCount += UInt64(count)
    warn(trouble, message())
  }

  /// Gives the writer's page cache and what is free inside of the allocator back to the system.
  func releaseMemory() {
    writerQueue.async { [writer] in writer.releaseMemory() }
  }

  /// Tells the catalog which rows the keyspace has let go of.
  func buryDeadRows() {
    for row in keyspace.pointee.takeDeadRows() { catalog.kill(row) }
    let unreadable = keyspace.pointee.takeUnreadableCount()
    guard unreadable > 0 else { return }
    warnOfDamage(
      .unreadable, count: unreadable,
      "\(unreadable) entries in the database cannot be what was written and are dropped; "
        + "restore a backup")
  }
}

/// Who waits for the storage. Called on the engine queue.
protocol StorageClients: AnyObject {
  /// What these clients waited for may be there now.
  func wake(_ references: [ClientReference])
  /// What this client waited for could not be read.
  func fail(_ reference: ClientReference, _ error: StorageError)
  /// What this client asked for cannot be had; it gets the error.
  func refuse(_ reference: ClientReference, _ error: StaticString)
  /// The keys that a walk asked for, as far as they were there, of the rows that were looked for.
  func deliver(_ listing: RowBatch, sought: ArraySlice<UInt64>, to reference: ClientReference)
}

/// How much a message matters, as in the configuration's `loglevel`.
public enum LogLevel: Int, Sendable, Comparable {
  case debug, verbose, notice, warning
  public static func < (a: LogLevel, b: LogLevel) -> Bool { a.rawValue < b.rawValue }
}

/// Takes one line for the operator. Never given a key, a value or a password.
public typealias ServerLog = @Sendable (LogLevel, String) -> Void
