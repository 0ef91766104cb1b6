import SeededRandom
import Testing

@testable import Keyspace

private let minute: Int64 = 60_000
private let day: Int64 = 24 * 60 * minute

/// Lifetimes by kind of key.
@Suite("L5: policies") struct LifetimePoliciesTests {
  private func policies(_ patterns: [String]) -> LifetimePolicies {
    LifetimePolicies(
      patterns.enumerated().map { number, pattern in
        LifetimePolicies.Policy(
          pattern: Array(pattern.utf8),
          rule: LifetimeRule(
            defaultTtlMs: Int64(number + 1) * minute, maxTtlMs: Int64(number + 1) * 10 * minute,
            slidesOnAccess: number % 2 == 0))
      }
    ) { NaiveGlob.matches(Array($0), Array($1)) }
  }

  private func bench(_ patterns: String...) -> Bench {
    let bench = Bench()
    bench.keyspace.policies = policies(patterns)
    return bench
  }

  @Test(
    "The first pattern that matches decides",
    arguments: [
      ("oauth:access_token:a", 0), ("oauth:access_token:", 0), ("oauth:access_token", 3),
      ("oauth:pkce", 1), ("oauth:pkcf", 3), ("sess:1", 2), ("sess:12", nil), ("oauth:", 3),
      ("oauth", nil), ("", nil), ("xyz", 4), ("xy", nil), ("ab", 5), ("a", nil), ("abc", nil),
      ("a\0", nil),
    ])
  func firstMatch(key: String, position: Int?) {
    let table = policies(["oauth:access_token:*", "oauth:pkce", "sess:?", "oauth:*", "*y*z", "ab"])
    #expect(Array(key.utf8).withUnsafeBytes { table.position(of: $0) } == position)
  }

  @Test("A pattern of any shape matches what the glob matcher matches", arguments: 1...20)
  func sameAsGlob(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    func word(_ letters: String, upTo limit: Int) -> String {
      let letters = Array(letters)
      return String(
        (0..<Int.random(in: 1...limit, using: &random)).map { _ in
          letters.randomElement(using: &random)!
        })
    }
    for _ in 0..<500 {
      let pattern = word("ab*?ab", upTo: 12)
      let key = word("ab", upTo: 14)
      let found = Array(key.utf8).withUnsafeBytes { policies([pattern]).position(of: $0) }
      #expect((found != nil) == NaiveGlob.matches(pattern, key), "\(pattern) \(key) seed \(seed)")
    }
  }

  @Test("Window and cap of a save, a PERSIST and an explicit expiry are the policy's")
  func windowAndCap() {
    let bench = bench("a:*")
    bench.save("a:1")
    #expect(
      bench.lifetime("a:1")
        == .sliding(nowMs: epochMs, windowMs: minute, maxTtlMs: 10 * minute))
    bench.save("a:2", "v", .at(deadlineMs: epochMs + day))
    #expect(bench.ttlMs("a:2") == 10 * minute)
    #expect(bench.persist("a:2"))
    #expect(bench.ttlMs("a:2") == minute)
    #expect(bench.expire("a:2", inMs: day))
    #expect(bench.ttlMs("a:2") == 10 * minute)
    #expect(bench.keyspace.counters.clamps == 2)
    bench.save("b:1", "v", .at(deadlineMs: epochMs + 5 * day))
    #expect(bench.ttlMs("b:1") == 5 * day)
    bench.save("b:1", "v", .backstop)
    #expect(bench.ttlMs("b:1") == day)
  }

  @Test("KEEPTTL of a sliding entry takes the policy's window; an absolute deadline stays")
  func keep() {
    let bench = bench("a:*")
    bench.save("a:1")
    bench.save("a:2", "v", .at(deadlineMs: epochMs + 5 * minute))
    bench.nowMs += minute / 2
    bench.save("a:1", "w", .keep)
    bench.save("a:2", "w", .keep)
    #expect(bench.ttlMs("a:1") == minute)
    #expect(bench.ttlMs("a:2") == 5 * minute - minute / 2)
  }

  @Test("Reads slide as the entry's policy said when it was saved")
  func slidingOfReads() {
    let bench = bench("a:*", "w:*")
    bench.save("a:1")
    bench.save("w:1")
    bench.nowMs += minute / 2
    #expect(bench.read("a:1") != nil && bench.read("w:1") != nil)
    #expect(bench.ttlMs("a:1") == minute)
    #expect(bench.ttlMs("w:1") == 2 * minute - minute / 2)
    bench.save("w:1")
    #expect(bench.ttlMs("w:1") == 2 * minute)
  }

  @Test("A clock that steps back lets no read move a deadline that only saves re-arm")
  func steppedBack() {
    let bench = bench("a:*", "w:*")
    bench.save("w:1")
    bench.nowMs -= minute
    #expect(bench.read("w:1") != nil)
    #expect(bench.lifetime("w:1")?.deadlineMs == epochMs + 2 * minute)
  }

  @Test("A changed table holds from the next save of a key; until then reads go on as before")
  func liveChange() {
    let bench = bench("a:*")
    bench.save("a:1")
    bench.keyspace.policies = policies(["x", "a:*"])
    bench.nowMs += minute / 2
    #expect(bench.read("a:1") != nil)
    #expect(bench.ttlMs("a:1") == minute)
    bench.save("a:1")
    #expect(bench.ttlMs("a:1") == 2 * minute)
    bench.keyspace.policies = .none
    bench.save("a:1")
    #expect(bench.ttlMs("a:1") == day)
  }
}
