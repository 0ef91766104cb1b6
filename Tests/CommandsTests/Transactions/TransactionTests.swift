import Commands
import Keyspace
import Testing

@Suite struct TransactionTests {
  private let aborted = "-EXECABORT Transaction discarded because of previous errors.|"

  @Test func queuedCommandsRunAtExecAndReplyInOrder() {
    expect([
      ("MULTI", "+OK|"), ("SET a 1", "+QUEUED|"), ("INCR a", "+QUEUED|"),
      ("GET missing", "+QUEUED|"), ("EXEC", "*3|+OK|:2|$-1|"), ("GET a", "$1|2|"),
      ("MULTI", "+OK|"), ("EXEC", "*0|"),
    ])
  }

  @Test func nothingRunsBeforeExec() {
    let bench = CommandBench()
    let other = CommandBench.Bystander(bench, database: 0)
    expect([("MULTI", "+OK|"), ("SET a queued", "+QUEUED|")], on: bench)
    other("SET a other")
    expect([("DISCARD", "+OK|"), ("GET a", "$5|other|")], on: bench)
  }

  @Test(arguments: [
    ("EXEC", "-ERR EXEC without MULTI|"), ("DISCARD", "-ERR DISCARD without MULTI|"),
    ("MULTI x", "-ERR wrong number of arguments for 'multi' command|"),
    ("WATCH", "-ERR wrong number of arguments for 'watch' command|"),
  ])
  func outsideOfATransaction(_ request: String, _ reply: String) { expect([(request, reply)]) }

  @Test func anExecThatIsRefusedDiscardsTheTransaction() {
    let refusal =
      "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command|"
    expect([
      ("MULTI", "+OK|"), ("SET a 1", "+QUEUED|"), ("EXEC x", refusal),
      ("EXEC", "-ERR EXEC without MULTI|"), ("EXISTS a", ":0|"), ("EXEC x", refusal),
    ])
  }

  @Test func anExecThatIsRefusedForgetsWatchedKeys() {
    let bench = CommandBench()
    let other = CommandBench.Bystander(bench, database: 0)
    bench("WATCH a")
    other("SET a 1")
    bench("EXEC x")
    expect([("MULTI", "+OK|"), ("GET a", "+QUEUED|"), ("EXEC", "*1|$1|1|")], on: bench)
  }

  @Test func nestedMultiAndWatchAreRefusedAndHarmNothing() {
    expect([
      ("MULTI", "+OK|"), ("MULTI", "-ERR MULTI calls can not be nested|"),
      ("WATCH a", "-ERR WATCH inside MULTI is not allowed|"), ("UNWATCH", "+QUEUED|"),
      ("SET a 1", "+QUEUED|"), ("EXEC", "*2|+OK|+OK|"),
    ])
  }

  @Test(arguments: [
    ("nosuch a", "-ERR unknown command 'nosuch', with args beginning with: 'a' |"),
    ("SET a", "-ERR wrong number of arguments for 'set' command|"),
    ("CONFIG nope", "-ERR unknown subcommand 'nope'. Try CONFIG HELP.|"),
    ("SET \(String(repeating: "k", count: 65537)) v", "-ERR key exceeds 65536 bytes|"),
    ("SAVE", "-ERR Command not allowed inside a transaction|"),
  ])
  func anErrorWhileQueueingAbortsExec(_ request: String, _ reply: String) {
    expect([
      ("MULTI", "+OK|"), ("SET a 1", "+QUEUED|"), (request, reply), ("SET b 1", "+QUEUED|"),
      ("EXEC", aborted), ("EXISTS a b", ":0|"), ("EXEC", "-ERR EXEC without MULTI|"),
    ])
  }

  @Test func anOversizedArgumentAbortsExec() {
    let bench = CommandBench()
    expect([("MULTI", "+OK|"), ("SET a 1", "+QUEUED|")], on: bench)
    bench.session.pointee.failTransaction()
    expect([("EXEC", aborted), ("GET a", "$-1|")], on: bench)
  }

  @Test func anErrorAtRunTimeIsThatCommandsReplyOnly() {
    expect([
      ("MULTI", "+OK|"), ("SET a x", "+QUEUED|"), ("INCR a", "+QUEUED|"),
      ("SET b 1 EX 0", "+QUEUED|"), ("SET c 1", "+QUEUED|"),
      (
        "EXEC",
        "*4|+OK|-ERR value is not an integer or out of range|"
          + "-ERR invalid expire time in 'set' command|+OK|"
      ), ("GET c", "$1|1|"),
    ])
  }

  @Test func aStoreThatTakesNothingAbortsWrites() {
    let bench = CommandBench()
    expect([("MULTI", "+OK|"), ("SET a 1", "+QUEUED|")], on: bench)
    bench.services.writeRefusal = "MISCONF no"
    expect(
      [
        ("EXEC", "-EXECABORT Transaction discarded because of: MISCONF no|"), ("MULTI", "+OK|"),
        ("SET a 1", "-MISCONF no|"), ("EXEC", aborted),
      ], on: bench)
  }

  @Test func resetAndQuitEndATransaction() {
    expect([
      ("MULTI", "+OK|"), ("SET a 1", "+QUEUED|"), ("RESET", "+RESET|"),
      ("EXEC", "-ERR EXEC without MULTI|"), ("MULTI", "+OK|"), ("QUIT", "+OK|<close>"),
    ])
  }

  @Test("D1: all changes of a transaction are journalled together, and none before EXEC")
  func oneFrame() {
    let bench = CommandBench()
    for request in ["MULTI", "SET a first", "SET b second", "DEL a"] {
      bench(request)
      #expect(bench.journalled.isEmpty)
    }
    bench("EXEC")
    let text = String(decoding: bench.journalled, as: UTF8.self)
    #expect(text.contains("afirst") && text.contains("bsecond"))
  }

  @Test func coldKeysOfAllDatabasesAreFetchedBeforeAnythingRuns() {
    let bench = CommandBench()
    expect(
      [
        ("SET a 1", "+OK|"), ("SET b 2", "+OK|"), ("SELECT 3", "+OK|"), ("SET a 3", "+OK|"),
        ("SET c 9", "+OK|"), ("SELECT 0", "+OK|"),
      ], on: bench)
    bench.demoteAll()
    expect(
      [
        ("MULTI", "+OK|"), ("INCR a", "+QUEUED|"), ("COPY b c DB 3 REPLACE", "+QUEUED|"),
        ("MOVE b 3", "+QUEUED|"), ("SELECT 3", "+QUEUED|"), ("GET a", "+QUEUED|"),
        ("GET c", "+QUEUED|"),
      ], on: bench)
    #expect(bench.takeWaits().isEmpty)
    bench.whileWaiting = {
      let changedBytes = bench.keyspace.pointee.changes.count
      #expect(changedBytes == 0)
    }
    #expect(bench("EXEC") == "*6|:2|:1|:1|+OK|$1|3|$1|2|")
    // More than one fetch, because keys of two databases may look alike before their rows are read.
    let waits = bench.takeWaits()
    #expect(!waits.isEmpty && waits.allSatisfy { $0.hasPrefix("keys") })
    #expect(bench("GET b") == "$1|2|")
  }

  @Test func keysAreFoundWhileTheIndexIsStillLoading() {
    let bench = CommandBench()
    bench("SET a 1")
    bench.restart()
    expect(
      [
        ("MULTI", "+OK|"), ("APPEND a 0", "+QUEUED|"), ("GET nothing", "+QUEUED|"),
        ("EXEC", "*2|:2|$-1|"),
      ], on: bench)
    #expect(bench.takeWaits() == ["keys 0 2"])
    expect([("MULTI", "+OK|"), ("DBSIZE", "+QUEUED|"), ("EXEC", "*1|:1|")], on: bench)
    #expect(bench.takeWaits().first == "index")
  }

  @Test func countsInATransactionAreSweptFirst() {
    let bench = CommandBench()
    expect([("SET a 1 EX 5", "+OK|"), ("SET b 1", "+OK|")], on: bench)
    bench.demoteAll()
    bench.advance(seconds: 6)
    expect([("MULTI", "+OK|"), ("DBSIZE", "+QUEUED|"), ("EXEC", "*1|:1|")], on: bench)
    #expect(bench.takeWaits() == ["sweep"])
  }

  @Test("B1: what can never fit aborts, and nothing is half applied")
  func tooLargeForMemory() {
    let bench = CommandBench(memoryLimit: 4 << 20)
    let value = String(repeating: "v", count: 700_000)
    bench("MULTI")
    for key in ["a", "b", "c"] { #expect(bench("SET \(key) \(value)") == "+QUEUED|") }
    #expect(
      bench("EXEC")
        == "-EXECABORT Transaction discarded because of: "
        + "OOM command not allowed when used memory > 'maxmemory'.|")
    #expect(bench("EXISTS a b c") == ":0|")
  }

  @Test("B5: a transaction whose replies exceed the output limit is refused, with nothing done")
  func repliesAreBounded() {
    let bench = CommandBench()
    bench.services.replyLimitBytes = 10_000
    bench("SET a \(String(repeating: "v", count: 5000))")
    bench("MULTI")
    for _ in 0..<100 { bench("GET a") }
    bench("SET b 1")
    #expect(bench("EXEC").hasPrefix("-EXECABORT Transaction discarded because of: OOM the reply"))
    #expect(bench("GET b") == "$-1|")
  }

  @Test("B5: what a client may not keep is refused while queueing, and frees the queue")
  func queuesAreBounded() {
    let bench = CommandBench()
    bench("MULTI")
    bench("SET a \(String(repeating: "v", count: 5000))")
    bench.services.keptBytesLeft = 4000
    let refusal = "-OOM the queue of this transaction does not fit into the memory of one client.|"
    #expect(bench("GET a") == "+QUEUED|")
    #expect(bench("SET b \(String(repeating: "v", count: 5000))") == refusal)
    let queuedBytes = bench.session.pointee.transactionBytes
    #expect(queuedBytes == 0)
    bench.services.keptBytesLeft = -1
    #expect(bench("GET a") == "+QUEUED|", "what is not kept takes nothing")
    #expect(bench("EXEC") == aborted)
    expect([("MULTI", "+OK|"), ("GET a", refusal), ("DISCARD", "+OK|")], on: bench)
  }

  @Test func watchedKeysAreBounded() {
    let bench = CommandBench()
    bench("WATCH a")
    bench.services.keptBytesLeft = 300
    let refusal = "-OOM the watched keys do not fit into the memory of one client.|"
    #expect(bench("WATCH b c") == refusal)
    let count = bench.services.fakePeers.watches.clientCount
    #expect(count == 1)
    #expect(bench("WATCH b") == "+OK|")
  }

  @Test func aTransactionKnowsHowManyHearItsMessages() {
    let bench = CommandBench()
    for client in 0..<1000 {
      bench.services.fakePeers.subscriptions.insert(Int64(client), Array("c".utf8), .channel)
    }
    bench("MULTI")
    for _ in 0..<20 { bench("PUBLISH c m") }
    #expect(bench("EXEC").contains("more commands than run in one turn"))
    bench("MULTI")
    for _ in 0..<10 { bench("PUBLISH c m") }
    #expect(bench("EXEC").hasPrefix("*10|"))
  }

  @Test(arguments: [1, 100, 5000, 70_000])
  func aQueueGrowsNoFurtherThanItSays(_ length: Int) {
    let bench = CommandBench()
    let limit = 300_000
    let request = "SET k \(String(repeating: "v", count: length))"
    bench("MULTI")
    var queuedBytes = 0
    for _ in 0..<100_000 {
      bench.services.keptBytesLeft = limit - queuedBytes
      guard bench(request) == "+QUEUED|" else { break }
      queuedBytes = bench.session.pointee.transactionBytes
      #expect(queuedBytes <= limit)
    }
    #expect(queuedBytes > limit / 3, "it is not refused long before")
    #expect(bench("EXEC") == aborted)
  }

  @Test func aQueueIsCountedAsMemoryOfItsClient() {
    let bench = CommandBench()
    bench("MULTI")
    bench("SET a \(String(repeating: "v", count: 5000))")
    let queued = bench.session.pointee.transactionBytes
    #expect(queued > 5000)
    bench("nosuch")
    let failed = bench.session.pointee.transactionBytes
    #expect(failed == 0, "a failed transaction keeps nothing")
    bench("DISCARD")
    bench("WATCH a b")
    let watching = bench.session.pointee.transactionBytes
    #expect(watching > 0)
    bench("UNWATCH")
    let ended = bench.session.pointee.transactionBytes
    #expect(ended == 0)
  }
}
