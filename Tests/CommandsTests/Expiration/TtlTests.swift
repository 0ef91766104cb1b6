import Testing

@Suite struct TtlTests {
  @Test func seconsAreRoundedToTheNearest() {
    for (ms, seconds) in [(1499, 1), (1500, 2), (499, 0), (500, 1), (1, 0)] {
      expect([("SET k v PX \(ms)", "+OK|"), ("TTL k", ":\(seconds)|"), ("PTTL k", ":\(ms)|")])
    }
  }

  @Test func tellsTheDeadline() {
    let seconds = epochMs / 1000
    expect([
      ("EXPIRETIME k", ":-2|"), ("PEXPIRETIME k", ":-2|"), ("TTL k", ":-2|"), ("PTTL k", ":-2|"),
      ("SET k v EX 10", "+OK|"), ("EXPIRETIME k", ":\(seconds + 10)|"),
      ("PEXPIRETIME k", ":\(epochMs + 10_000)|"),
      ("PEXPIREAT k \(epochMs + 500)", ":1|"), ("EXPIRETIME k", ":\(seconds + 1)|"),
    ])
  }

  @Test("L1: TTL is never -1, whatever is done to a key")
  func neverImmortal() {
    let bench = CommandBench()
    for request in [
      "SET k v", "PERSIST k", "SET k v KEEPTTL", "GETEX k PERSIST", "EXPIRE k 10", "PERSIST k",
      "SET k v EX 1", "GETEX k PERSIST", "GETSET k v", "MSET k v",
    ] {
      bench(request)
      #expect(bench("TTL k") == ":86400|" || bench("TTL k") == ":10|" || bench("TTL k") == ":1|")
      #expect(bench("EXPIRETIME k") != ":-1|")
    }
  }
}
