import Keyspace
import Testing

@Suite struct ReadTests {
  @Test func readsAndRemoves() {
    expect([
      ("SET k v", "+OK|"), ("STRLEN k", ":1|"), ("STRLEN no", ":0|"), ("GETDEL k", "$1|v|"),
      ("GETDEL k", "$-1|"), ("GET k", "$-1|"), ("DBSIZE", ":0|"),
    ])
  }

  @Test func binaryValuesComeBack() {
    let bench = CommandBench()
    bench(#"SET "k\x00\r\n" "a\r\n\x00b""#)
    #expect(bench(#"GET "k\x00\r\n""#) == "$5|a|\0b|")
  }

  @Test(
    "L2, L3: reads of a value slide the backstop and nothing else",
    arguments: [
      ("GET k", ":86400|"), ("MGET k no", ":86400|"), ("GETEX k", ":86400|"),
      ("TOUCH k", ":86400|"), ("EXISTS k", ":85400|"), ("TTL k", ":85400|"),
      ("TYPE k", ":85400|"), ("STRLEN k", ":85400|"), ("SCAN 0", ":85400|"), ("KEYS *", ":85400|"),
      ("RANDOMKEY", ":85400|"), ("SET k v NX", ":85400|"), ("GETEX k PERSIST", ":85400|"),
    ])
  func slides(_ request: String, _ ttl: String) {
    let bench = CommandBench()
    bench("SET k v")
    bench.advance(seconds: 1000)
    bench(request)
    #expect(bench("TTL k") == ttl)
    bench("SET k v EX 100")
    bench.advance(seconds: 40)
    if request != "GETEX k PERSIST" {
      bench(request)
      #expect(bench("TTL k") == ":60|", "an absolute deadline stays")
    }
  }

  @Test("L3: with sliding write only saves re-arm")
  func slidingWrite() {
    var rule = LifetimeRule.standard
    rule.slidesOnAccess = false
    let bench = CommandBench(rule: rule)
    bench("SET k v")
    bench.advance(seconds: 1000)
    for request in ["GET k", "MGET k", "GETEX k", "TOUCH k"] { bench(request) }
    #expect(bench("TTL k") == ":85400|")
    bench("SET k v")
    #expect(bench("TTL k") == ":86400|")
  }

  @Test("L4: reads carry an entry no further than its last save plus the cap")
  func capOfSliding() {
    let day: Int64 = 86_400
    let bench = CommandBench(
      rule: LifetimeRule(
        defaultTtlMs: day * 1000, maxTtlMs: 3 * day * 1000, slidesOnAccess: true))
    bench("SET k v")
    for _ in 0..<5 {
      bench.advance(seconds: day / 2)
      #expect(bench("GET k") == "$1|v|")
    }
    #expect(bench("TTL k") == ":\(day / 2)|")
    bench.advance(seconds: day / 2)
    #expect(bench("GET k") == "$-1|")
  }

  @Test func aClientThatLeavesNoTraceSlidesNothing() {
    let bench = CommandBench()
    bench("SET k v")
    bench("CLIENT NO-TOUCH ON")
    bench.advance(seconds: 1000)
    expect([("GET k", "$1|v|"), ("MGET k", "*1|$1|v|"), ("TTL k", ":85400|")], on: bench)
    expect([("TOUCH k", ":1|"), ("TTL k", ":86400|")], on: bench)
  }

  @Test func hitsAndMissesAreCounted() {
    let bench = CommandBench()
    bench("SET k v")
    for request in ["GET k", "GETEX k EX 9", "SET k v GET", "GETDEL k", "GET k", "GETEX k EX 9"] {
      bench(request)
    }
    let counters = bench.keyspace.pointee.counters
    #expect(counters.hits == 4)
    #expect(counters.misses == 2)
  }
}
