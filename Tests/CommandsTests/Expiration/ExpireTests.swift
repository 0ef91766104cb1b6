import Testing

@Suite struct ExpireTests {
  @Test(arguments: [
    ("EXPIRE k", "wrong number of arguments for 'expire' command"),
    ("EXPIRE k 10 FOO", "Unsupported option FOO"), ("EXPIRE k abc FOO", "Unsupported option FOO"),
    ("EXPIRE k 10 NX XX", "NX and XX, GT or LT options at the same time are not compatible"),
    ("EXPIRE k 10 NX GT", "NX and XX, GT or LT options at the same time are not compatible"),
    ("EXPIRE k abc LT NX", "NX and XX, GT or LT options at the same time are not compatible"),
    ("EXPIRE k 10 GT LT", "GT and LT options at the same time are not compatible"),
    ("EXPIRE k abc", "value is not an integer or out of range"),
    ("EXPIRE no abc", "value is not an integer or out of range"),
    ("EXPIRE k 9223372036854775807", "invalid expire time in 'expire' command"),
    ("EXPIRE k 9223372036854775", "invalid expire time in 'expire' command"),
    ("EXPIRE k -9223372036854775808", "invalid expire time in 'expire' command"),
    ("PEXPIRE k 9223372036854775807", "invalid expire time in 'pexpire' command"),
    ("EXPIREAT k 9223372036854776", "invalid expire time in 'expireat' command"),
  ])
  func refusesWithoutChange(_ request: String, _ text: String) {
    let bench = CommandBench()
    bench("SET k v EX 100")
    #expect(bench(request) == "-ERR \(text)|")
    #expect(bench("TTL k") == ":100|")
  }

  @Test func setsDeadlinesInEveryUnit() {
    expect([
      ("EXPIRE k 10", ":0|"), ("SET k v", "+OK|"), ("EXPIRE k 10", ":1|"), ("PTTL k", ":10000|"),
      ("PEXPIRE k 10", ":1|"), ("PTTL k", ":10|"),
      ("EXPIREAT k \(epochMs / 1000 + 9)", ":1|"), ("PTTL k", ":9000|"),
      ("PEXPIREAT k \(epochMs + 9)", ":1|"), ("PTTL k", ":9|"),
    ])
  }

  @Test func aTimeThatHasPassedRemovesTheKey() {
    for request in [
      "EXPIRE k 0", "EXPIRE k -1", "PEXPIRE k -9223372036854775808", "EXPIREAT k 1",
      "PEXPIREAT k \(epochMs)", "PEXPIREAT k -5",
    ] {
      expect([("SET k v", "+OK|"), (request, ":1|"), ("EXISTS k", ":0|"), ("DBSIZE", ":0|")])
    }
  }

  /// The key has 100 s left, or only the backstop.
  @Test(
    "L6: a backstop counts as no expiry",
    arguments: [
      ("EXPIRE k 10 NX", ":0|", ":1|"), ("EXPIRE k 10 XX", ":1|", ":0|"),
      ("EXPIRE k 10 GT", ":0|", ":0|"), ("EXPIRE k 100 GT", ":0|", ":0|"),
      ("EXPIRE k 101 GT", ":1|", ":0|"), ("EXPIRE k 10 LT", ":1|", ":1|"),
      ("EXPIRE k 100 LT", ":0|", ":1|"), ("EXPIRE k 101 LT", ":0|", ":1|"),
      ("EXPIRE k 101 XX GT", ":1|", ":0|"), ("EXPIRE k 10 XX LT", ":1|", ":0|"),
      ("EXPIRE k 10 nx nx", ":0|", ":1|"), ("EXPIRE k 90000 LT", ":0|", ":1|"),
    ])
  func conditions(_ request: String, _ onDeadline: String, _ onBackstop: String) {
    expect([("SET k v EX 100", "+OK|"), (request, onDeadline)])
    expect([("SET k v", "+OK|"), (request, onBackstop)])
  }

  @Test("L2: reading never moves an explicit deadline, and it is not served past it")
  func absolute() {
    let bench = CommandBench()
    bench("SET k v")
    bench("EXPIRE k 10")
    for _ in 0..<9 {
      bench.advance(seconds: 1)
      #expect(bench("GET k") == "$1|v|")
    }
    #expect(bench("PTTL k") == ":1000|")
    bench.nowMs += 999
    #expect(bench("GET k") == "$1|v|")
    bench.nowMs += 1
    expect([("GET k", "$-1|"), ("TTL k", ":-2|"), ("EXPIRE k 5", ":0|")], on: bench)
  }

  @Test("L4: TTL shows the clamped truth")
  func clamps() {
    expect([
      ("SET k v", "+OK|"), ("EXPIRE k 99999999", ":1|"), ("TTL k", ":34560000|"),
      ("PEXPIREAT k 9223372036854775807", ":1|"), ("TTL k", ":34560000|"),
    ])
  }

  @Test("L6: PERSIST answers 1 only where there was a deadline to turn back")
  func persist() {
    expect([
      ("PERSIST k", ":0|"), ("SET k v", "+OK|"), ("PERSIST k", ":0|"), ("EXPIRE k 10", ":1|"),
      ("PERSIST k", ":1|"), ("TTL k", ":86400|"), ("PERSIST k", ":0|"),
    ])
  }
}
