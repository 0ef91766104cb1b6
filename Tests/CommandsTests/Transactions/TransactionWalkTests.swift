import Commands
import Keyspace
import Testing

/// SCAN, KEYS, RANDOMKEY, DBSIZE, FLUSHDB and FLUSHALL between MULTI and EXEC.
@Suite struct TransactionWalkTests {
  /// Requests that are queued behind MULTI, and what EXEC answers.
  struct Case: Sendable {
    var requests: [String]
    var reply: String
    init(_ reply: String, _ requests: String...) { (self.requests, self.reply) = (requests, reply) }
  }

  /// Over `a` and `b` in database 0 and `c` in database 1.
  static let cases = [
    Case("*1|*2|$1|0|*1|$1|a|", "SCAN 0 MATCH a COUNT 1000"),
    Case("*2|+OK|*1|$1|d|", "SET d 1", "KEYS d"),
    Case("*2|:1|*0|", "DEL a", "KEYS a"),
    Case("*3|+OK|*0|:0|", "FLUSHDB", "KEYS *", "DBSIZE"),
    Case("*4|+OK|$-1|+OK|*1|$1|c|", "FLUSHDB", "RANDOMKEY", "SELECT 1", "KEYS *"),
    Case("*4|+OK|+OK|*1|$1|n|:1|", "FLUSHDB ASYNC", "SET n 1", "KEYS *", "DBSIZE"),
    Case("*4|+OK|+OK|+OK|*0|", "SET n 1", "FLUSHALL SYNC", "SELECT 1", "KEYS *"),
    Case("*3|:2|:1|*1|$1|b|", "DBSIZE", "MOVE a 1", "KEYS *"),
    Case("*3|:1|+OK|$1|c|", "MOVE a 2", "SELECT 1", "RANDOMKEY"),
    Case("*3|+OK|*1|$1|c|*2|$1|0|*1|$1|c|", "SWAPDB 0 1", "KEYS *", "SCAN 0 COUNT 1000"),
    Case("*3|+OK|+OK|:0|", "SWAPDB 0 1", "FLUSHDB", "DBSIZE"),
    Case("*2|+OK|*1|$1|r|", "RENAME a r", "KEYS r"),
    Case("*1|-ERR invalid cursor|", "SCAN x"),
    Case("*1|-ERR syntax error|", "SCAN 0 COUNT 0"),
    Case("*1|-ERR syntax error|", "FLUSHDB NOW"),
  ]

  private func fill(_ bench: CommandBench) {
    for request in ["MSET a 1 b 2", "SELECT 1", "SET c 3", "SELECT 0"] { bench(request) }
  }

  private func transaction(_ requests: [String], on bench: CommandBench) -> String {
    #expect(bench("MULTI") == "+OK|")
    for request in requests { #expect(bench(request) == "+QUEUED|") }
    return bench("EXEC")
  }

  @Test(arguments: cases)
  func walksSeeWhatTheCommandsBeforeThemDid(_ example: Case) {
    let bench = CommandBench()
    fill(bench)
    #expect(transaction(example.requests, on: bench) == example.reply)
    #expect(bench.takeWaits().isEmpty)
  }

  @Test("B2: entries that are only on disk are listed too", arguments: cases)
  func keysOnDisk(_ example: Case) {
    let bench = CommandBench()
    fill(bench)
    bench.demoteAll()
    _ = bench.takeWaits()
    #expect(transaction(example.requests, on: bench) == example.reply)
    let isOver = bench.session.pointee.walk == nil
    #expect(isOver)
  }

  @Test("D4: a flush in a transaction reaches the journal, key by key and hot or cold")
  func flushIsJournalled() {
    let bench = CommandBench()
    fill(bench)
    bench.demoteAll()
    bench("SET hot 1")
    bench("MULTI")
    bench("FLUSHDB")
    #expect(bench("EXEC") == "*1|+OK|")
    let text = String(decoding: bench.journalled, as: UTF8.self)
    #expect(["a", "b", "hot"].allSatisfy { text.contains($0) } && !text.contains("c"))
    #expect(bench.services.discards == 0)
  }

  @Test func aFlushOfAllThereIsWaitsForNothing() {
    let bench = CommandBench()
    for number in 0..<3000 { bench("SET k\(number) v") }
    bench.demoteAll()
    _ = bench.takeWaits()
    #expect(transaction(["SET k1 w", "FLUSHDB", "SET after v"], on: bench) == "*3|+OK|+OK|+OK|")
    #expect(bench.takeWaits() == ["keys 1 0"])
    #expect(bench.services.discards == 1)
    #expect(bench("KEYS *") == "*1|$5|after|")
  }

  /// What was in memory when the listing was made may have left it when it comes, and the other way
  /// round.
  @Test func whatChangesWhileTheListingIsMadeIsListedToo() {
    let bench = CommandBench()
    for number in 0..<3000 { bench("SET k\(number) v") }
    bench.demoteAll()
    for number in 0..<50 { bench("SET hot\(number) v") }
    var rounds = 0
    bench.whileWaiting = {
      rounds += 1
      if rounds == 1 { bench.demoteAll() }
      if rounds == 2 { for row in bench.store.rows.keys.sorted().prefix(5) { bench.relocate(row) } }
      if rounds == 3 { CommandBench.Bystander(bench, database: 0)("DEL k7") }
    }
    _ = bench.takeWaits()
    #expect(transaction(["DBSIZE", "KEYS *"], on: bench).hasPrefix("*2|:3049|*3049|"))
    #expect(bench.takeWaits().count >= 3)
  }

  @Test func scanReadsItsPageOnly() {
    let bench = CommandBench()
    for number in 0..<3000 { bench("SET k\(number) v") }
    bench.demoteAll()
    _ = bench.takeWaits()
    let reply = transaction(["SCAN 0 COUNT 20"], on: bench)
    #expect(reply.split(separator: "|").count >= 40)
    let waits = bench.takeWaits()
    #expect(waits.count == 1 && waits[0].hasPrefix("further listing 2"), "\(waits)")
  }

  /// Removing hundreds of keys brings as many others into the page; none may be passed over.
  @Test func scanInATransactionKeepsItsPromise() {
    let bench = CommandBench()
    for number in 0..<400 { bench("SET k\(number) v EX \(number < 300 ? 1 : 1000)") }
    bench.demoteAll()
    for number in 0..<300 { bench("GET k\(number)") }
    bench.advance(seconds: 2)
    var found: Set<String> = []
    var cursor = "0"
    repeat {
      // Counting removes the expired keys, so the page reaches further than it did.
      let parts = transaction(["DBSIZE", "SCAN \(cursor) COUNT 30"], on: bench).split(
        separator: "|")
      cursor = String(parts[4])
      found.formUnion(parts.filter { $0.hasPrefix("k") }.map(String.init))
    } while cursor != "0"
    #expect(found == Set((300..<400).map { "k\($0)" }))
  }

  @Test("B1: a walk over more keys than may be listed aborts, and nothing is half applied")
  func tooManyKeys() {
    let bench = CommandBench(memoryLimit: 4 << 20)
    for number in 0..<6000 { bench("SET k\(number) v") }
    bench.demoteAll()
    for walk in ["KEYS *", "RANDOMKEY"] {
      #expect(
        transaction(["SET new v", walk], on: bench)
          == "-EXECABORT Transaction discarded because of: OOM there are too many keys to walk over "
          + "in a transaction; send the command outside of MULTI.|")
    }
    #expect(bench("EXISTS new") == ":0|")
    #expect(transaction(["SCAN 0", "FLUSHDB"], on: bench).hasSuffix("+OK|"))
  }

  @Test("D1: a flush whose records exceed the journal aborts")
  func tooManyRecords() {
    let bench = CommandBench()
    fill(bench)
    bench.writeBehind()
    bench.keyspace.pointee.journalRoom = JournalRoom(
      capacityBytes: 64, usedBytes: 0, overheadBytes: 32)
    #expect(transaction(["FLUSHDB"], on: bench).hasPrefix("-EXECABORT"))
    #expect(bench("DBSIZE") == ":2|")
    bench.keyspace.pointee.journalRoom = JournalRoom(
      capacityBytes: 1024, usedBytes: 0, overheadBytes: 32)
    #expect(transaction(["FLUSHDB"], on: bench) == "*1|+OK|")
  }

  @Test func aWalkOverADatabaseThatWillNotBeChosenIsRefusedByItself() {
    let bench = CommandBench()
    fill(bench)
    bench("SELECT 1")
    bench.demoteAll()
    bench("SELECT 0")
    #expect(
      transaction(["ACL SETUSER default -select", "SELECT 1", "GET b"], on: bench)
        == "*3|+OK|-NOPERM ACLs rules changed between the moment the transaction was accumulated "
        + "and the EXEC call. This command is no longer allowed for the following reason: no "
        + "permission to execute the command or subcommand"
        + "|-ERR Command not allowed inside a transaction|")
  }
}
