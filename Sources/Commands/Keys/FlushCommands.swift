import Bytes
import Keyspace
import RESP

/// `FLUSHALL [ASYNC | SYNC]` and `FLUSHDB [ASYNC | SYNC]`
///
/// Both answer when the keys are gone for good, so the options change nothing. FLUSHDB beside other
/// databases walks the keyspace and gives way to other clients every few thousand keys; until it
/// answers, some of its keys may be gone and others not.
/// https://redis.io/docs/latest/commands/flushall/
/// https://redis.io/docs/latest/commands/flushdb/
enum FlushCommands {
  static let pages = [
    page("flushall", [.write], "Removes the keys of all databases.") { context in
      removeAll(context)
      return nil
    },
    page(
      "flushdb", [.write, .wholeKeyspace], "Removes the keys of the database.",
      walk: { _, _ in .everything }, removeDatabase),
  ]

  private static func page(
    _ name: String, _ flags: CommandFlags, _ summary: String, walk: Command.Walk? = nil,
    _ flush: @escaping @Sendable (CommandContext) -> Demand?
  ) -> Command {
    Command(
      name, arity: -1, flags: flags, categories: ["keyspace", "dangerous"],
      tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
      documentation: CommandDocumentation(
        summary, since: "1.0.0", group: "server", complexity: "O(N) where N is the number of keys",
        syntax: "[ASYNC|SYNC]"), walk: walk
    ) { (context, arguments) throws(CommandFailure) in
      guard isOption(arguments) else { throw .syntax }
      if let demand = flush(context) { return .wait(demand) }
      context.reply.ok()
      return .done
    }
  }

  private static func isOption(_ arguments: Arguments) -> Bool {
    guard arguments.count > 1 else { return true }
    return arguments.count == 2
      && (arguments[1].equalsIgnoringCase("sync") || arguments[1].equalsIgnoringCase("async"))
  }

  private static func removeAll(_ context: CommandContext) {
    context.keyspace.removeAll()
    context.services.discardStore()
  }

  private static func removeDatabase(_ context: CommandContext) -> Demand? {
    var walk = context.takeWalk()
    if context.keyspace.count(database: walk.database) == context.keyspace.count {
      removeAll(context)
      return nil
    }
    if context.isPrepared { return removeAtOnce(walk.database, context) }
    let page = KeyPage(
      context, in: walk.database, from: walk.cursor, limit: KeyPage.slotsPerTurn(context))
    guard page.isComplete else {
      context.session.walk = walk
      return .listing(rows: page.rows)
    }
    guard context.keyspace.hasJournalRoom(forRemoving: recordBytes(of: page)) else {
      context.session.walk = walk
      return .room
    }
    remove(page, from: walk.database, context)
    guard let next = page.next else {
      // Once, behind the last page, so that no cache keeps what it has read between two pages.
      context.keyspace.noteFlush(ofDatabase: walk.database)
      return nil
    }
    walk.hasFlushed = true
    walk.cursor = next
    context.session.walk = walk
    return .turn
  }

  /// Between MULTI and EXEC nobody else can go first, and everything has been listed.
  private static func removeAtOnce(_ database: UInt8, _ context: CommandContext) -> Demand? {
    let isComplete = KeyPage.visitAll(context, in: database) {
      remove($0, from: database, context)
    }
    context.keyspace.noteFlush(ofDatabase: database)
    return isComplete ? nil : .turn
  }

  /// Bytes that removing the database's keys one by one adds to the journal.
  static func recordBytes(ofDatabase database: UInt8, _ context: CommandContext) -> Int {
    var bytes = 0
    _ = KeyPage.visitAll(context, in: database) { bytes += recordBytes(of: $0) }
    return bytes
  }

  private static func recordBytes(of page: KeyPage) -> Int {
    page.keys.reduce(0) { $0 + $1.bytes.count + Keyspace.recordOverheadBytes }
  }

  private static func remove(
    _ page: KeyPage, from database: UInt8, _ context: CommandContext
  ) {
    // The page's keys are views of the entries that go, so they are copied first.
    for (bytes, row) in page.keys.map({ ([UInt8]($0.bytes), $0.row) }) {
      // A cold key becomes an entry without its value, because removing an entry is what reaches
      // the journal.
      if let row, let listing = context.listing {
        context.keyspace.promote(row, in: listing.rows, nowMs: context.nowMs)
      }
      bytes.withUnsafeBytes {
        let key = context.keyspace.key($0, database: database)
        _ = context.keyspace.remove(key, nowMs: context.nowMs, isFlush: true)
      }
    }
  }
}
