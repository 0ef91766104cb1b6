import Commands
import Keyspace
import Testing

@Suite struct SwapDbTests {
  @Test(arguments: [
    ("SWAPDB 0 1", "+OK|"), ("SWAPDB 0 0", "+OK|"), ("swapdb 15 0", "+OK|"),
    ("SWAPDB x 1", "-ERR invalid first DB index|"),
    ("SWAPDB 0 x", "-ERR invalid second DB index|"),
    ("SWAPDB x x", "-ERR invalid first DB index|"),
    ("SWAPDB 01 1", "-ERR invalid first DB index|"),
    ("SWAPDB 99999999999 1", "-ERR invalid first DB index|"),
    ("SWAPDB 16 x", "-ERR invalid second DB index|"),
    ("SWAPDB 0 16", "-ERR DB index is out of range|"),
    ("SWAPDB -1 0", "-ERR DB index is out of range|"),
    ("SWAPDB 16 16", "-ERR DB index is out of range|"),
    ("SWAPDB 0", "-ERR wrong number of arguments for 'swapdb' command|"),
  ])
  func replies(_ request: String, _ reply: String) { expect([(request, reply)]) }

  @Test func clientsSeeTheOtherDatabaseAtOnce() {
    expect([
      ("SET k zero EX 100", "+OK|"), ("SET only0 v", "+OK|"), ("SELECT 1", "+OK|"),
      ("SET k one", "+OK|"), ("SWAPDB 0 1", "+OK|"), ("GET k", "$4|zero|"), ("TTL k", ":100|"),
      ("DBSIZE", ":2|"), ("SELECT 0", "+OK|"), ("GET k", "$3|one|"), ("DBSIZE", ":1|"),
      ("KEYS *", "*1|$1|k|"), ("MOVE k 2", ":1|"), ("COPY k l DB 1", ":0|"),
      ("SWAPDB 2 1", "+OK|"), ("SELECT 1", "+OK|"), ("KEYS *", "*1|$1|k|"), ("GET k", "$3|one|"),
      ("SELECT 2", "+OK|"), ("FLUSHDB", "+OK|"), ("SELECT 1", "+OK|"), ("DBSIZE", ":1|"),
    ])
  }

  @Test func entriesOnDiskGoAlongUntouched() {
    let bench = CommandBench()
    for database in 0..<2 {
      bench("SELECT \(database)")
      for number in 0..<500 { bench("SET db\(database)-\(number) v\(database)") }
    }
    bench.demoteAll()
    _ = bench.takeWaits()
    expect([("SWAPDB 0 1", "+OK|"), ("DBSIZE", ":500|")], on: bench)
    #expect(bench.journalled.isEmpty && bench.takeWaits() == ["sweep"])
    expect([("GET db0-7", "$2|v0|"), ("GET db1-7", "$-1|"), ("SELECT 0", "+OK|")], on: bench)
    #expect(bench("KEYS *").hasPrefix("*500|"))
    #expect(bench("SCAN 0 COUNT 10000 MATCH db0-*") == "*2|$1|0|*0|")
    expect([("FLUSHDB", "+OK|"), ("SELECT 1", "+OK|"), ("DBSIZE", ":500|")], on: bench)
  }

  @Test("D1: a swap is one small record, and a restart finds it")
  func journal() {
    let bench = CommandBench()
    bench("SET k zero")
    bench("SWAPDB 0 3")
    #expect(bench.journalled.count == 20)
    bench("SWAPDB 4 4")
    #expect(bench.journalled.isEmpty, "nothing has changed")
    bench("SET k other")
    bench.restart()
    expect([("GET k", "$5|other|"), ("SELECT 3", "+OK|"), ("GET k", "$4|zero|")], on: bench)
  }

  /// As Redis' `touchAllWatchedKeysInDb`: a key that is in neither database has not changed.
  @Test(arguments: [
    (before: [], watched: "WATCH k", isAborted: false),
    (before: ["SET k v"], watched: "WATCH k", isAborted: true),
    (before: ["SET k v"], watched: "WATCH other", isAborted: false),
    (before: ["SELECT 1", "SET k v", "SELECT 0"], watched: "WATCH k", isAborted: true),
    (before: ["SELECT 2", "SET k v", "SELECT 0"], watched: "WATCH k", isAborted: false),
    (before: ["SELECT 2", "SET k v"], watched: "WATCH k", isAborted: false),
    (before: ["SELECT 1", "SET k v EX 1", "SELECT 0"], watched: "WATCH k", isAborted: false),
  ])
  func watchedKeys(_ before: [String], _ watched: String, _ isAborted: Bool) {
    let bench = CommandBench()
    for request in before { bench(request) }
    bench.advance(seconds: 1)
    bench(watched)
    CommandBench.Bystander(bench, database: 0)("SWAPDB 1 0")
    bench("MULTI")
    #expect(bench("EXEC") == (isAborted ? "*-1|" : "*0|"))
  }

  @Test func watchedKeysOnDisk() {
    let bench = CommandBench()
    for (lifetime, isAborted) in [(100, true), (1, false)] {
      bench("SELECT 1")
      bench("SET k v EX \(lifetime)")
      bench("SELECT 0")
      bench.demoteAll()
      bench.advance(seconds: 1)
      bench("WATCH k")
      CommandBench.Bystander(bench, database: 0)("SWAPDB 1 0")
      bench("MULTI")
      #expect(bench("EXEC") == (isAborted ? "*-1|" : "*0|"))
      bench("FLUSHALL")
    }
  }

  @Test func aWatchStaysWithTheNumber() {
    let bench = CommandBench()
    bench("WATCH k")
    let other = CommandBench.Bystander(bench, database: 0)
    other("SWAPDB 0 1")
    CommandBench.Bystander(bench, database: 1)("SET k v")
    bench("MULTI")
    #expect(bench("EXEC") == "*0|", "number 1 is not watched")
    bench("WATCH k")
    other("SET k v")
    bench("MULTI")
    #expect(bench("EXEC") == "*-1|")
  }

  @Test func whatHappensIsToldByNumber() {
    let bench = CommandBench()
    bench("SET gone v EX 5")
    bench("SWAPDB 0 9")
    bench.keyspace.pointee.signalsWanted = true
    bench("SELECT 9")
    bench("SET k v")
    bench.advance(seconds: 6)
    bench("GET gone")
    bench("SWAPDB 9 2")
    let signals = bench.keyspace.pointee.takeSignals()
    #expect(signals.map(\.number) == [9, 9, 9])
    #expect(signals.map(\.kind) == [.changed, .expired, .swapped])
    #expect(bench.services.fakePeers.misses == ["9 gone"])
  }

  @Test func insideATransactionTheCommandsBehindItSeeTheOtherDatabase() {
    let bench = CommandBench()
    expect(
      [
        ("SET a zero", "+OK|"), ("SELECT 1", "+OK|"), ("SET a one", "+OK|"), ("SET b one", "+OK|"),
        ("SELECT 0", "+OK|"),
      ], on: bench)
    bench.demoteAll()
    _ = bench.takeWaits()
    expect(
      [
        ("MULTI", "+OK|"), ("GET a", "+QUEUED|"), ("SWAPDB 1 0", "+QUEUED|"), ("GET a", "+QUEUED|"),
        ("MOVE b 1", "+QUEUED|"), ("SELECT 1", "+QUEUED|"), ("MGET a b", "+QUEUED|"),
        ("EXEC", "*6|$4|zero|+OK|$3|one|:1|+OK|*2|$4|zero|$3|one|"),
      ], on: bench)
    #expect(bench.takeWaits().allSatisfy { $0.hasPrefix("keys") })
  }

  @Test func aWalkStaysWhereItBegan() {
    let bench = CommandBench()
    for database in 0..<2 {
      bench("SELECT \(database)")
      for number in 0..<12_000 { bench("SET db\(database)-\(number) v") }
    }
    var hasSwapped = false
    bench.whileWaiting = {
      if !hasSwapped { CommandBench.Bystander(bench, database: 0)("SWAPDB 0 1") }
      hasSwapped = true
    }
    let listed = bench("KEYS *")
    #expect(listed.hasPrefix("*12000|") && !listed.contains("db0-"))
    hasSwapped = false
    bench("SELECT 1")
    #expect(bench("FLUSHDB") == "+OK|")
    // The number stood for the other database when the flush began.
    expect([("DBSIZE", ":12000|"), ("SELECT 0", "+OK|"), ("DBSIZE", ":0|")], on: bench)
  }
}
