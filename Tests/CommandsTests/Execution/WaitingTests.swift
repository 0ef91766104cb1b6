import Commands
import Keyspace
import Testing

@Suite struct WaitingTests {
  @Test func coldKeysAreFetchedOnceAndServed() {
    let bench = CommandBench()
    bench("MSET a 1 b 2 c 3")
    bench.demoteAll()
    #expect(bench("MGET a no b") == "*3|$1|1|$-1|$1|2|")
    #expect(bench.takeWaits() == ["keys 2 0"])
    #expect(bench("MGET a b no") == "*3|$1|1|$1|2|$-1|")
    #expect(bench.takeWaits().isEmpty, "a key that is hot or absent waits for nothing")
  }

  /// What was fetched may have left memory again when the request goes on, as often as not.
  @Test(arguments: 1...6)
  func whatLeavesMemoryAgainIsFetchedAgainAndAnsweredOnce(times: Int) {
    let bench = CommandBench()
    bench("MSET a 1 b 2 c 3")
    bench.demoteAll()
    var left = times
    bench.whenMet = {
      if left > 0 { bench.demoteAll() }
      left -= 1
    }
    #expect(bench("MGET a no b c") == "*4|$1|1|$-1|$1|2|$1|3|")
    #expect(bench("EXISTS a no b c") == ":3|")
  }

  /// Every command that names keys, on a key that is cold: the answer is that of a hot one.
  @Test(arguments: [
    ("GET k", "$1|5|"), ("SET k v NX", "$-1|"), ("SET k v GET", "$1|5|"), ("SETNX k v", ":0|"),
    ("SETEX k 9 v", "+OK|"), ("GETSET k v", "$1|5|"), ("GETEX k EX 9", "$1|5|"),
    ("GETDEL k", "$1|5|"), ("MSETNX k 1 l 2", ":0|"), ("STRLEN k", ":1|"), ("APPEND k 0", ":2|"),
    ("INCR k", ":6|"), ("INCRBYFLOAT k 1", "$1|6|"), ("GETRANGE k 0 0", "$1|5|"),
    ("SETRANGE k 1 1", ":2|"), ("DEL k", ":1|"), ("UNLINK k", ":1|"), ("EXISTS k no", ":1|"),
    ("TOUCH k", ":1|"), ("TYPE k", "+string|"), ("EXPIRE k 10", ":1|"), ("TTL k", ":86400|"),
    ("PERSIST k", ":0|"), ("RENAME k l", "+OK|"), ("COPY k l", ":1|"), ("MOVE k 3", ":1|"),
    ("DELIFEQ k 5", ":1|"), ("DELEX k IFEQ 5", ":1|"), ("OBJECT ENCODING k", "$3|int|"),
    ("MEMORY USAGE k", ":48|"),
  ])
  func coldIsLikeHot(_ request: String, _ reply: String) {
    let bench = CommandBench()
    bench("SET k 5")
    bench.demoteAll()
    #expect(bench(request) == reply)
    #expect(bench.takeWaits() == ["keys 1 0"])
  }

  @Test("D5: after a start keys are looked for on disk until the index knows them all")
  func afterAStart() {
    let bench = CommandBench()
    bench("MSET a 1 b 2")
    bench.restart()
    expect([("GET a", "$1|1|"), ("GET no", "$-1|"), ("GET no", "$-1|")], on: bench)
    #expect(bench.takeWaits() == ["keys 0 1", "keys 0 1"])
    #expect(bench("DBSIZE") == ":2|")
    #expect(bench.takeWaits() == ["index", "sweep"])
  }

  @Test(
    "What counts or walks waits for the whole index",
    arguments: [
      "DBSIZE", "KEYS *", "SCAN 0", "RANDOMKEY", "FLUSHDB",
    ])
  func wholeIndex(_ request: String) {
    let bench = CommandBench()
    bench("SET k v")
    bench.restart()
    bench(request)
    #expect(bench.takeWaits().first == "index")
  }

  @Test("B1: a save waits while too much is on its way to the store")
  func room() {
    let bench = CommandBench(memoryLimit: 8 << 20)
    let value = String(repeating: "v", count: 100_000)
    for number in 0..<200 { #expect(bench("SET k\(number) \(value)") == "+OK|") }
    #expect(bench.takeWaits().contains("room"))
    #expect(bench("APPEND k0 w") == ":100001|")
    #expect(bench("STRLEN k199") == ":100000|")
    let used = bench.keyspace.pointee.usedBytes
    #expect(used <= 8 << 20)
  }

  @Test("B3: a full disk refuses what adds, and nothing else")
  func outOfDiskIsAnError() {
    let bench = CommandBench()
    bench("SET k v")
    bench.keyspace.pointee.isDiskFull = true
    let text = "OOM command not allowed when used disk > 'maxdisk'."
    expect(
      [
        ("SET k w", "-\(text)|"), ("APPEND k w", "-\(text)|"), ("MSET a 1", "-\(text)|"),
        ("GET k", "$1|v|"), ("EXPIRE k 9", ":1|"), ("MULTI", "+OK|"), ("SET k w", "+QUEUED|"),
        ("EXEC", "-EXECABORT Transaction discarded because of: \(text)|"), ("DEL k", ":1|"),
      ], on: bench)
  }

  @Test func outOfMemoryIsAnError() {
    let bench = CommandBench()
    bench("SET k v")
    bench.keyspace.pointee.externalBytes = 256 << 20
    let text = "-OOM command not allowed when used memory > 'maxmemory'.|"
    expect(
      [
        ("SET k w", text), ("INCR n", text), ("RENAME k l", text), ("GET k", "$1|v|"),
        ("DEL k", ":1|"),
      ], on: bench)
  }
}
