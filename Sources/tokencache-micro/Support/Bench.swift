import AccessControl
import Commands
import Keyspace
import RESP

/// One client in front of a keyspace, without socket, loop or disk.
final class Bench {
  /// A moment in November 2023, in wall-clock ms.
  static let epochMs: Int64 = 1_700_000_000_000
  private static let seed = HashSeed(first: 0x243F_6A88_85A3_08D3, second: 0x1319_8A2E_0370_7344)

  let keyspace: UnsafeMutablePointer<Keyspace>
  let reply: UnsafeMutablePointer<ReplyBuffer>
  private let session: UnsafeMutablePointer<Session>
  private let table = CommandTable()
  private let instruments: Instruments
  private let services: IdleServices
  private let dispatcher: Dispatcher
  var nowMs = Bench.epochMs
  var warming = WarmingKeys()

  init() {
    keyspace = .allocate(capacity: 1)
    keyspace.initialize(
      to: Keyspace(
        seed: Bench.seed, rule: .standard, memoryLimit: 512 << 20, nowMs: Bench.epochMs))
    reply = .allocate(capacity: 1)
    reply.initialize(to: ReplyBuffer())
    services = IdleServices(users: UserDirectory(RuleContext(table.catalog)))
    session = .allocate(capacity: 1)
    session.initialize(to: Session(id: 1, user: services.users.defaultUser))
    // A counter that stands still: reading the processor's is the server's business.
    instruments = Instruments(table: table, ticks: TickSource({ _ in 0 }, ticksPerSecond: 1e9))
    dispatcher = Dispatcher(table: table, maxValueBytes: 1 << 20)
  }

  deinit {
    keyspace.deinitialize(count: 1).deallocate()
    reply.deinitialize(count: 1).deallocate()
    session.deinitialize(count: 1).deallocate()
  }

  /// Saves every key under the backstop lifetime.
  func fill(_ tokens: Tokens) {
    let value = Tokens.value()
    for key in tokens.keys {
      key.withUnsafeBytes { key in
        value.withUnsafeBytes { value in
          keyspace.pointee.save(
            keyspace.pointee.key(key, database: 0), value: value, expiry: .backstop, nowMs: nowMs)
        }
      }
    }
    endTurn()
  }

  @inline(__always)
  func run(_ arguments: Arguments) {
    var context = CommandContext(
      keyspace: keyspace, reply: reply, session: session, services: services,
      instruments: instruments, nowMs: nowMs)
    consume(dispatcher.run(arguments, &context))
  }

  /// What the engine does after a burst, as far as it happens in memory.
  func endTurn() {
    instruments.settleGroup(nowMs: nowMs)
    keyspace.pointee.changes.removeAll()
    reply.pointee.clear()
  }
}

/// One operation to measure.
struct Benchmark: Sendable {
  /// `part.operation`, as in `dispatcher.get-hit`.
  let name: String
  /// What one operation is.
  let summary: String
  /// Prepares everything and gives the loop, which runs as many operations as it is told. Preparing
  /// does the same work each time, so that counts of two runs can be subtracted.
  let begin: @Sendable () -> (_ count: Int) -> Void

  init(_ name: String, _ summary: String, begin: @escaping @Sendable () -> (_ count: Int) -> Void) {
    self.name = name
    self.summary = summary
    self.begin = begin
  }

  static let all =
    parser + replies + keyspace + wheel + journal + dispatcher + pipeline
}

/// Takes a value from the optimiser, so that what computed it is not left out.
@inline(never)
func consume<T>(_ value: T) {}
