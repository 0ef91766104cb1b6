import Testing

@Suite struct GetExTests {
  @Test(arguments: [
    ("GETEX k FOO", "-ERR syntax error|"), ("GETEX k EX", "-ERR syntax error|"),
    ("GETEX k KEEPTTL", "-ERR syntax error|"), ("GETEX k NX", "-ERR syntax error|"),
    ("GETEX k EX 10 PX 10", "-ERR syntax error|"), ("GETEX k PERSIST EX 10", "-ERR syntax error|"),
    ("GETEX k EX 10 PERSIST", "-ERR syntax error|"),
    ("GETEX k EX 0", "-ERR invalid expire time in 'getex' command|"),
    ("GETEX k EX abc", "-ERR value is not an integer or out of range|"),
    // Redis looks at the number only once it has found the key.
    ("GETEX no EX abc", "$-1|"), ("GETEX no EX 0", "$-1|"), ("GETEX no FOO", "-ERR syntax error|"),
  ])
  func refusesWithoutChange(_ request: String, _ reply: String) {
    let bench = CommandBench()
    bench("SET k v EX 100")
    #expect(bench(request) == reply)
    #expect(bench("TTL k") == ":100|")
  }

  @Test func setsTheDeadline() {
    expect([
      ("SET k v", "+OK|"), ("GETEX k EX 10", "$1|v|"), ("PTTL k", ":10000|"),
      ("GETEX k PX 10", "$1|v|"), ("PTTL k", ":10|"),
      ("GETEX k EXAT \(epochMs / 1000 + 5)", "$1|v|"), ("PTTL k", ":5000|"),
      ("GETEX k PXAT \(epochMs + 6)", "$1|v|"), ("PTTL k", ":6|"),
      ("GETEX k EX 10 ex 20", "$1|v|"), ("TTL k", ":20|"),
      ("GETEX k PXAT 1", "$1|v|"), ("GETEX k PXAT 1", "$-1|"),
    ])
  }

  @Test("L6: PERSIST brings back the backstop, never more")
  func persists() {
    expect([
      ("SET k v EX 10", "+OK|"), ("GETEX k PERSIST", "$1|v|"), ("TTL k", ":86400|"),
      ("GETEX k PERSIST", "$1|v|"), ("TTL k", ":86400|"),
    ])
  }
}
