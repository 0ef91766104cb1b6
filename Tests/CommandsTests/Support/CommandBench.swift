import AccessControl
import Commands
import Keyspace
import RESP

/// A moment in November 2023, in wall-clock ms.
let epochMs: Int64 = 1_700_000_000_000

/// One client in front of a keyspace, a fake store and a clock that stands still.
///
/// Safe: the pointers live as long as the bench, and a test uses its bench from one thread.
final class CommandBench {
  let keyspace: UnsafeMutablePointer<Keyspace>
  let reply: UnsafeMutablePointer<ReplyBuffer>
  let session: UnsafeMutablePointer<Session>
  let table = CommandBench.table
  let instruments: Instruments
  let ticks: UnsafeMutablePointer<FakeTicks>
  let services: FakeServices
  var dispatcher: Dispatcher
  var store = FakeStore()
  var nowMs = epochMs
  /// What requests have waited for, in order.
  private(set) var waits: [String] = []
  /// Called whenever a request waits, before what it waits for is brought.
  var whileWaiting: (() -> Void)?
  /// Called when what a request waited for is there, before it goes on.
  var whenMet: (() -> Void)?

  /// What the last request has written to the journal.
  private(set) var journalled: [UInt8] = []
  /// One for all: it never changes, and making it takes longer than most tests.
  private static let table = CommandTable()
  static let seed = HashSeed(first: 0x243F_6A88_85A3_08D3, second: 0x1319_8A2E_0370_7344)

  init(rule: LifetimeRule = .standard, memoryLimit: Int = 256 << 20) {
    keyspace = .allocate(capacity: 1)
    keyspace.initialize(
      to: Keyspace(seed: CommandBench.seed, rule: rule, memoryLimit: memoryLimit, nowMs: epochMs))
    reply = .allocate(capacity: 1)
    reply.initialize(to: ReplyBuffer())
    services = FakeServices(users: UserDirectory(RuleContext(table.catalog)))
    session = .allocate(capacity: 1)
    session.initialize(to: Session(id: 7, user: services.users.defaultUser))
    services.fakePeers.own = session
    ticks = .allocate(capacity: 1)
    ticks.initialize(to: FakeTicks())
    instruments = Instruments(
      table: table, ticks: TickSource(FakeTicks.read, state: ticks, ticksPerSecond: 1e9))
    dispatcher = Dispatcher(table: table, maxValueBytes: 1 << 20)
    services.fakePeers.takeSignals = { [keyspace] in keyspace.pointee.takeSignals() }
    services.fakePeers.onObserversChanged = { [keyspace, unowned services] in
      keyspace.pointee.signalsWanted = !services.fakePeers.watches.isEmpty
    }
  }

  deinit {
    keyspace.deinitialize(count: 1).deallocate()
    reply.deinitialize(count: 1).deallocate()
    session.deinitialize(count: 1).deallocate()
    ticks.deallocate()
  }

  /// Runs a request written as an inline one, through every wait, and returns the reply's bytes
  /// with `|` for each line end.
  @discardableResult
  func callAsFunction(_ request: String) -> String {
    var parser = RequestParser(limits: ParserLimits(maxInlineLength: 4 << 20))
    let wire = Array((request + "\r\n").utf8)
    return wire.withUnsafeBytes { bytes in
      guard parser.parse(bytes) == .request else {
        preconditionFailure("no request: \(request.prefix(80))")
      }
      return run(parser.arguments(in: bytes))
    }
  }

  /// Runs a request through every wait.
  func run(_ arguments: Arguments) -> String {
    instruments.meter.pointee.begin()
    defer { instruments.settleGroup(nowMs: nowMs) }
    var waited = WaitResults()
    let waitsBefore = waits.count
    var sent = ""
    var fetchIndex = 0
    while true {
      precondition(waits.count - waitsBefore < 10_000, "a request waits for ever")
      reply.pointee.beginRequest()
      let outcome = withUnsafePointer(to: waited) { waited in
        var context = CommandContext(
          keyspace: keyspace, reply: reply, session: session, services: services,
          instruments: instruments, waited: waited, nowMs: nowMs)
        return dispatcher.run(arguments, &context)
      }
      handOnSignals()
      if case .more = outcome {
        waits.append("more")
        sent += takeReply(outcome)
        continue
      }
      guard case .wait(let demand) = outcome else {
        session.pointee.progress = nil
        return sent + takeReply(outcome)
      }
      precondition(
        reply.pointee.isEmpty || session.pointee.progress?.hasReplied == true,
        "a request that waits has replied")
      sent += takeReply(outcome)
      // As the engine counts: from where the request has come to.
      let index = session.pointee.progress?.index ?? 0
      waited.attempt = index == fetchIndex ? waited.attempt + 1 : 1
      fetchIndex = index
      note(demand)
      whileWaiting?()
      if case .listing(let rows) = demand {
        waited.listing = nil
        list(rows, in: &waited.listing)
      }
      if case .furtherListing(let rows) = demand { list(rows, in: &waited.listing) }
      meet(demand)
      whenMet?()
      switch demand {
      case .sweep, .backup: waited.isMet = true
      default: break
      }
    }
  }

  private func list(_ rows: [UInt64], in listing: inout KeyListing?) {
    listing = listing ?? KeyListing()
    listing?.add(store.batch(of: rows, withValues: false) ?? RowBatch(), sought: rows)
  }

  /// As the engine does after each request.
  func handOnSignals() {
    let watches = services.fakePeers.watches
    if !watches.isEmpty { watches.note(keyspace.pointee.takeSignals()) }
  }

  private func takeReply(_ outcome: Outcome) -> String {
    journalled = [UInt8](keyspace.pointee.changes.bytes)
    keyspace.pointee.changes.removeAll()
    defer { reply.pointee.clear() }
    var text = String(decoding: reply.pointee.bytes, as: UTF8.self)
    text.replace("\r\n", with: "|")
    if case .close = outcome { text += "<close>" }
    return text
  }

  private func note(_ demand: Demand) {
    switch demand {
    case .keys(let cold):
      waits.append("keys \(cold.rows.count) \(cold.unknown.count)")
    case .listing: waits.append("listing")
    case .furtherListing(let rows): waits.append("further listing \(rows.count)")
    case .completeIndex: waits.append("index")
    case .sweep: waits.append("sweep")
    case .backup: waits.append("backup")
    case .turn: waits.append("turn")
    case .room: waits.append("room")
    }
  }

  /// Forgets what has been waited for and says what it was.
  func takeWaits() -> [String] {
    defer { waits = [] }
    return waits
  }

  /// The client as if it had only now connected.
  func reconnect() { session.pointee = Session(id: 7, user: services.users.defaultUser) }

  func advance(seconds: Int64) { nowMs += seconds * 1000 }
}
