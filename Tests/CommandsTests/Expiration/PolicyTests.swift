import Bytes
import Commands
import Keyspace
import RESP
import Testing

private let minute: Int64 = 60_000

extension LifetimePolicies {
  /// Policies with patterns as the server matches them.
  static func patterns(_ rules: (String, LifetimeRule)...) -> LifetimePolicies {
    LifetimePolicies(rules.map { Policy(pattern: Array($0.0.utf8), rule: $0.1) }) {
      Glob.matches(pattern: $0, $1)
    }
  }
}

/// Lifetimes by kind of key, seen from a client.
@Suite("L5: policies") struct PolicyTests {
  private func makeBench() -> CommandBench {
    let bench = CommandBench()
    bench.keyspace.pointee.policies = .patterns(
      (
        "short:*",
        LifetimeRule(defaultTtlMs: 10 * minute, maxTtlMs: 10 * minute, slidesOnAccess: false)
      ),
      (
        "s*:[ab]*",
        LifetimeRule(defaultTtlMs: 30 * minute, maxTtlMs: 60 * minute, slidesOnAccess: true)
      ))
    return bench
  }

  @Test(arguments: [
    "SET KEY v", "MSET KEY v", "MSETNX KEY v", "SETNX KEY v", "GETSET KEY v", "APPEND KEY v",
    "SETRANGE KEY 2 v", "INCR KEY", "INCRBYFLOAT KEY 1.5", "SET KEY v KEEPTTL",
  ])
  func everySaveTakesThePolicysWindow(_ request: String) {
    for (key, ttl) in [("short:a", 600), ("sess:a", 1_800), ("sess:c", 86_400)] {
      let bench = makeBench()
      bench(request.replacing("KEY", with: key))
      #expect(bench("TTL \(key)") == ":\(ttl)|", "\(key)")
    }
  }

  @Test(arguments: [
    "SET KEY v EX 864000", "SETEX KEY 864000 v", "GETEX KEY EX 864000", "EXPIRE KEY 864000",
    "PEXPIREAT KEY 1700864000000",
  ])
  func everyExpiryIsClampedToThePolicysCap(_ request: String) {
    for (key, ttl) in [("short:a", 600), ("sess:a", 3_600), ("sess:c", 864_000)] {
      let bench = makeBench()
      bench("SET \(key) 1 EX 100")
      bench(request.replacing("KEY", with: key))
      #expect(bench("TTL \(key)") == ":\(ttl)|", "\(key)")
    }
  }

  @Test func anEntryThatMovesFollowsThePolicyOfItsNewKey() {
    expect(
      [
        ("SET k v EX 7200", "+OK|"), ("COPY k sess:a", ":1|"), ("TTL sess:a", ":3600|"),
        ("RENAME k short:k", "+OK|"), ("TTL short:k", ":600|"),
        ("SET plain v", "+OK|"), ("RENAME plain sess:b", "+OK|"), ("TTL sess:b", ":1800|"),
        ("PERSIST short:k", ":1|"), ("TTL short:k", ":600|"), ("PERSIST short:k", ":0|"),
      ], on: makeBench())
  }

  @Test("L6: a policy's window counts as no expiry")
  func windowCountsAsNoExpiry() {
    expect(
      [
        ("SET sess:a v", "+OK|"), ("EXPIRE sess:a 60 XX", ":0|"), ("EXPIRE sess:a 60 NX", ":1|"),
        ("TTL sess:a", ":60|"),
      ], on: makeBench())
  }

  @Test func explainsEachKindOfDeadline() {
    let bench = makeBench()
    bench("SET sess:a v")
    bench("SET short:a v")
    bench("SET k v EX 100")
    bench.advance(seconds: 10)
    for key in ["sess:a", "short:a", "k", "sess:none"] {
      #expect(explain(bench, key) == PolicyTests.explanations[key], "\(key)")
    }
    #expect(bench("TTL sess:a") == ":1790|", "to explain is no read")
  }

  private static let explanations = [
    "sess:a": """
    sess:a s*:[ab]* 2 1800000 3600000 access sliding 1790000 1700001800000 1800000 1700003600000 \
    no expiry was named: reads and saves start the window anew, reads up to the cap
    """,
    "short:a": """
    short:a short:* 1 600000 600000 write sliding 590000 1700000600000 600000 1700000600000 \
    no expiry was named: the deadline is at its cap, so only a save starts the window anew
    """,
    "k": """
    k (default) 0 86400000 34560000000 access absolute 90000 1700000100000 0 0 \
    an explicit expiry: reads never move it
    """,
    "sess:none": """
    sess:none (default) 0 86400000 34560000000 access none -2 -2 0 0 \
    no such key: a save without an expiry would get default-ttl, any other at most max-ttl
    """,
  ]

  @Test func explainsColdKeysWithoutSlidingThem() {
    let bench = makeBench()
    bench("SET sess:a v")
    bench.demoteAll()
    bench.advance(seconds: 10)
    #expect(explain(bench, "sess:a") == PolicyTests.explanations["sess:a"])
    #expect(bench("TTL sess:a") == ":1790|")
  }

  @Test(arguments: ["SET sess:a v", "SET sess:a v EX 3600"])
  func saysWhenTheEntryFollowsAnOlderRule(_ request: String) {
    let bench = makeBench()
    bench(request)
    #expect(!explain(bench, "sess:a").hasSuffix("until the next save"))
    bench.keyspace.pointee.policies = .patterns(
      ("s*", LifetimeRule(defaultTtlMs: minute, maxTtlMs: 2 * minute, slidesOnAccess: true)))
    #expect(explain(bench, "sess:a").hasSuffix("another rule, which holds until the next save"))
    bench("SET sess:a v")
    #expect(!explain(bench, "sess:a").hasSuffix("until the next save"))
  }

  @Test func aMapInResp3AndTheWholeTable() {
    let bench = makeBench()
    #expect(
      bench("POLICY EXPLAIN k").hasPrefix("*24|$3|key|$1|k|$7|pattern|$9|(default)|$4|line|:0|"))
    #expect(
      bench("POLICY LIST").hasPrefix(
        "*3|*10|$7|pattern|$7|short:*|$4|line|:1|$14|default-ttl-ms|:600000|$10|max-ttl-ms|:600000|"
          + "$7|sliding|$5|write|*10|$7|pattern|$8|s*:[ab]*|$4|line|:2|"))
    bench("HELLO 3")
    #expect(bench("POLICY EXPLAIN k").hasPrefix("%12|$3|key|$1|k|"))
    #expect(bench("POLICY LIST").hasPrefix("*3|%5|$7|pattern|"))
  }

  @Test func refusesWhatItDoesNotUnderstand() {
    expect(
      [
        ("POLICY", "-ERR wrong number of arguments for 'policy' command|"),
        ("POLICY EXPLAIN", "-ERR wrong number of arguments for 'policy|explain' command|"),
        ("POLICY WHY k", "-ERR unknown subcommand 'WHY'. Try POLICY HELP.|"),
      ])
    #expect(CommandBench()("POLICY HELP").contains("EXPLAIN <key>"))
  }

  /// The values of an explanation with blanks between them.
  private func explain(_ bench: CommandBench, _ key: String) -> String {
    let parts = bench("POLICY EXPLAIN \(key)").split(separator: "|").dropFirst()
      .filter { !$0.hasPrefix("$") }
    let values = parts.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    return values.map { $0.hasPrefix(":") ? $0.dropFirst() : $0 }.joined(separator: " ")
  }
}
