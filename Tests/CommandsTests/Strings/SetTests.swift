import Commands
import Keyspace
import Testing

@Suite struct SetTests {
  /// Error texts and their order, as redis-server answers them.
  @Test(arguments: [
    ("SET", "wrong number of arguments for 'set' command"),
    ("SET k", "wrong number of arguments for 'set' command"),
    ("SET k v FOO", "syntax error"), ("SET k v EX", "syntax error"),
    ("SET k v EX 10 PX 10", "syntax error"), ("SET k v NX XX", "syntax error"),
    ("SET k v XX NX", "syntax error"), ("SET k v KEEPTTL EX 10", "syntax error"),
    ("SET k v EX 10 KEEPTTL", "syntax error"), ("SET k v PERSIST", "syntax error"),
    ("SET k v IFEQ", "syntax error"), ("SET k v IFEQ a NX", "syntax error"),
    ("SET k v NX IFEQ a", "syntax error"), ("SET k v EX 0 NX XX", "syntax error"),
    ("SET k v EX abc FOO", "syntax error"),
    ("SET k v EX abc", "value is not an integer or out of range"),
    ("SET k v EX +10", "value is not an integer or out of range"),
    ("SET k v EX 010", "value is not an integer or out of range"),
    ("SET k v EX ' 10'", "value is not an integer or out of range"),
    ("SET k v EX 99999999999999999999", "value is not an integer or out of range"),
    ("SET k v EX 0", "invalid expire time in 'set' command"),
    ("SET k v PX -1", "invalid expire time in 'set' command"),
    ("SET k v EXAT 0", "invalid expire time in 'set' command"),
    ("SET k v EX 9223372036854776", "invalid expire time in 'set' command"),
    ("SET k v EX 9223372036854775", "invalid expire time in 'set' command"),
    ("SET k v PX 9223372036854775807", "invalid expire time in 'set' command"),
    ("SETEX k 0 v", "invalid expire time in 'setex' command"),
    ("SETEX k abc v", "value is not an integer or out of range"),
    ("PSETEX k -5 v", "invalid expire time in 'psetex' command"),
    ("MSET a 1 b", "wrong number of arguments for 'mset' command"),
    ("MSETNX a 1 b", "wrong number of arguments for 'msetnx' command"),
  ])
  func refusesWithoutChange(_ request: String, _ text: String) {
    let bench = CommandBench()
    bench("SET k old EX 100")
    #expect(bench(request) == "-ERR \(text)|")
    expect([("GET k", "$3|old|"), ("TTL k", ":100|"), ("DBSIZE", ":1|")], on: bench)
  }

  @Test func savesByCondition() {
    expect([
      ("SET k v XX", "$-1|"), ("GET k", "$-1|"), ("SET k v nx", "+OK|"), ("SET k w NX", "$-1|"),
      ("GET k", "$1|v|"), ("SET k w Xx", "+OK|"), ("GET k", "$1|w|"),
      ("SET k x IFEQ v", "$-1|"), ("SET k x IFEQ w", "+OK|"), ("SET no x IFEQ ''", "$-1|"),
      ("GET no", "$-1|"), ("GET k", "$1|x|"),
    ])
  }

  @Test func answersTheOldValue() {
    let script = [
      ("SET k v GET", "$-1|"), ("SET k w GET", "$1|v|"), ("SET k x NX GET", "$1|w|"),
      ("GET k", "$1|w|"), ("SET no x XX GET", "$-1|"), ("SET k x IFEQ a GET", "$1|w|"),
      ("SET k x get ex 10 ifeq w", "$1|w|"), ("GET k", "$1|x|"), ("TTL k", ":10|"),
      ("GETSET k y", "$1|x|"), ("TTL k", ":86400|"), ("GETSET no y", "$-1|"),
    ]
    expect(script)
    let bench = CommandBench()
    bench("HELLO 3")
    expect(script.map { ($0, $1 == "$-1|" ? "_|" : $1) }, on: bench)
  }

  @Test func namesAnExpiryInEveryUnit() {
    let seconds = epochMs / 1000
    expect([
      ("SET k v EX 10", "+OK|"), ("PTTL k", ":10000|"), ("SET k v PX 10", "+OK|"),
      ("PTTL k", ":10|"), ("SET k v EXAT \(seconds + 5)", "+OK|"), ("PTTL k", ":5000|"),
      ("SET k v PXAT \(epochMs + 7)", "+OK|"), ("PTTL k", ":7|"),
      ("SET k v EX 10 EX 20", "+OK|"), ("TTL k", ":20|"), ("SETEX k 30 v", "+OK|"),
      ("TTL k", ":30|"), ("PSETEX k 40 v", "+OK|"), ("PTTL k", ":40|"),
    ])
  }

  @Test func aDeadlineThatHasPassedRemovesTheKey() {
    expect([
      ("SET k v", "+OK|"), ("SET k w EXAT 1", "+OK|"), ("EXISTS k", ":0|"),
      ("SET k v", "+OK|"), ("SET k w PXAT \(epochMs) GET", "$1|v|"), ("GET k", "$-1|"),
      ("DBSIZE", ":0|"),
    ])
  }

  @Test("L1, L3: what names no expiry gets the backstop, saved again it is re-armed")
  func backstop() {
    let bench = CommandBench()
    for request in [
      "SET k v", "SET k v KEEPTTL", "SETNX k v", "MSET k v", "MSETNX k v", "GETSET k v",
    ] {
      bench("DEL k")
      bench(request)
      #expect(bench("TTL k") == ":86400|", "\(request)")
    }
    for request in ["SET k v", "SET k v KEEPTTL", "MSET k v", "GETSET k v"] {
      bench.advance(seconds: 1000)
      bench(request)
      #expect(bench("TTL k") == ":86400|", "\(request)")
    }
  }

  @Test("L3: KEEPTTL leaves an absolute deadline alone")
  func keepTtl() {
    let bench = CommandBench()
    bench("SET k v EX 100")
    bench.advance(seconds: 40)
    expect([("SET k w KEEPTTL", "+OK|"), ("TTL k", ":60|"), ("GET k", "$1|w|")], on: bench)
    bench.advance(seconds: 60)
    #expect(bench("GET k") == "$-1|")
  }

  @Test("L4: an expiry beyond the cap is pulled back, and the backstop never passes it")
  func cap() {
    let bench = CommandBench()
    expect([("SET k v EX 999999999", "+OK|"), ("TTL k", ":34560000|")], on: bench)
    let clamps = bench.keyspace.pointee.counters.clamps
    #expect(clamps == 1)
  }

  @Test func severalAtOnce() {
    expect([
      ("MSET a 1 b 2 a 3", "+OK|"), ("MGET a b c", "*3|$1|3|$1|2|$-1|"),
      ("MSETNX b 9 c 9", ":0|"), ("MGET b c", "*2|$1|2|$-1|"), ("MSETNX c 9 d 8 c 7", ":1|"),
      ("MGET c d", "*2|$1|7|$1|8|"),
    ])
  }

  @Test func refusesWhatIsTooLong() {
    let bench = CommandBench()
    bench.dispatcher.maxValueBytes = 100_000
    let key = String(repeating: "k", count: 65_537)
    let value = String(repeating: "v", count: 100_001)
    expect(
      [
        ("SET \(key) v", "-ERR key exceeds 65536 bytes|"),
        ("MSET a b \(key) v", "-ERR key exceeds 65536 bytes|"),
        ("SET k \(value)", "-ERR value of 100001 bytes exceeds max-value-size (100000 bytes)|"),
        ("GET \(key)", "$-1|"), ("DBSIZE", ":0|"),
      ], on: bench)
  }
}
