import Testing

@testable import Keyspace

private let second: Int64 = 1000
private let hour = 3600 * second
private let day = 24 * hour

/// The rules for lifetimes, one by one.
@Suite struct LifetimeTests {
  @Test("L3: a save without an expiry gets the backstop, and every save re-arms it")
  func backstop() {
    let bench = Bench()
    bench.save("k")
    #expect(
      bench.lifetime("k")
        == .sliding(nowMs: epochMs, windowMs: day, maxTtlMs: 400 * day).inHeader)
    bench.nowMs += hour
    #expect(bench.ttlMs("k") == 23 * hour)
    bench.save("k")
    #expect(bench.ttlMs("k") == day)
    bench.save("k", "another")
    #expect(bench.ttlMs("k") == day)
    #expect(bench.keyspace.counters.backstops == 3)
  }

  @Test(
    "L3: a read re-arms the window with sliding access, not with sliding write",
    arguments: [
      (true, day), (false, 23 * hour),
    ])
  func slidingOfReads(slidesOnAccess: Bool, expectedMs: Int64) {
    var rule = LifetimeRule.standard
    rule.slidesOnAccess = slidesOnAccess
    let bench = Bench(rule)
    bench.save("k")
    bench.nowMs += hour
    #expect(bench.read("k") == "value")
    #expect(bench.ttlMs("k") == expectedMs)
  }

  @Test("L3: find never re-arms")
  func findDoesNotSlide() {
    let bench = Bench()
    bench.save("k")
    for _ in 0..<23 {
      bench.nowMs += hour
      #expect(bench.lifetime("k") != nil)
    }
    bench.nowMs += hour
    #expect(bench.lifetime("k") == nil)
  }

  @Test("L2: a read never moves an explicit expiry; the entry dies at it though read all the time")
  func absolute() {
    let bench = Bench()
    bench.save("k", "v", .at(deadlineMs: epochMs + 10 * second))
    for _ in 0..<99 {
      bench.nowMs += 100
      #expect(bench.read("k") == "v")
      #expect(bench.lifetime("k") == .absolute(deadlineMs: epochMs + 10 * second))
    }
    bench.nowMs = epochMs + 10 * second - 1
    #expect(bench.read("k") == "v")
    bench.nowMs += 1
    #expect(bench.read("k") == nil)
  }

  @Test("L4: reads never carry an entry past its last save plus max-ttl")
  func capOfReads() {
    let bench = Bench(LifetimeRule(defaultTtlMs: hour, maxTtlMs: 3 * hour, slidesOnAccess: true))
    bench.save("k")
    for _ in 0..<5 {
      bench.nowMs += hour / 2
      #expect(bench.read("k") != nil)
      let deadlineMs = bench.lifetime("k")?.deadlineMs
      #expect(deadlineMs == min(bench.nowMs + hour, epochMs + 3 * hour))
    }
    bench.nowMs = epochMs + 3 * hour
    #expect(bench.read("k") == nil)
  }

  @Test("L4: a save moves the cap, also one of the same value")
  func saveMovesCap() {
    let bench = Bench(LifetimeRule(defaultTtlMs: hour, maxTtlMs: 2 * hour, slidesOnAccess: true))
    bench.save("k")
    for _ in 0..<10 {
      bench.nowMs += 50 * 60 * second
      bench.save("k")
      #expect(bench.lifetime("k")?.capMs == bench.nowMs + 2 * hour)
    }
  }

  private static let clamps: [(asked: Int64, given: Int64, count: UInt64)] = [
    (399 * day, 399 * day, 0), (400 * day, 400 * day, 0), (400 * day + 1, 400 * day, 1),
    (Int64.max - epochMs, 400 * day, 1),
  ]

  @Test("L4: an explicit expiry beyond max-ttl is clamped and counted", arguments: clamps)
  func clamp(askedMs: Int64, givenMs: Int64, clamps: UInt64) {
    let bench = Bench()
    bench.save("set", "v", .at(deadlineMs: bench.nowMs + askedMs))
    #expect(bench.ttlMs("set") == givenMs)
    #expect(bench.keyspace.counters.clamps == clamps)
    bench.save("moved")
    #expect(bench.expire("moved", inMs: askedMs))
    #expect(bench.ttlMs("moved") == givenMs)
    #expect(bench.keyspace.counters.clamps == 2 * clamps)
  }

  @Test("L6: KEEPTTL leaves an absolute deadline and re-arms a sliding one")
  func keepTtl() {
    let bench = Bench()
    bench.save("absolute", "v", .at(deadlineMs: epochMs + hour))
    bench.save("sliding")
    bench.nowMs += hour / 2
    for value in ["v", "other", "of another length"] {
      bench.save("absolute", value, .keep)
      #expect(bench.lifetime("absolute") == .absolute(deadlineMs: epochMs + hour))
      bench.save("sliding", value, .keep)
      #expect(bench.ttlMs("sliding") == day)
    }
    bench.save("new", "v", .keep)
    #expect(bench.lifetime("new")?.windowMs == day)
  }

  @Test(
    "L6: PERSIST turns an absolute deadline into the backstop, and a backstop into nothing else")
  func persist() {
    let bench = Bench()
    bench.save("k", "v", .at(deadlineMs: epochMs + hour))
    #expect(bench.persist("k"))
    #expect(
      bench.lifetime("k")
        == .sliding(nowMs: epochMs, windowMs: day, maxTtlMs: 400 * day).inHeader)
    bench.nowMs += hour
    #expect(!bench.persist("k"))
    #expect(bench.ttlMs("k") == 23 * hour)
    #expect(!bench.persist("absent"))
  }

  @Test("L2: a deadline that is set is absolute, earlier or later; one that has passed removes")
  func setDeadline() {
    let bench = Bench()
    bench.save("k")
    for inMs in [hour, 2 * day, second, 100 * day] {
      #expect(bench.expire("k", inMs: inMs))
      #expect(bench.lifetime("k") == .absolute(deadlineMs: bench.nowMs + inMs))
    }
    #expect(bench.lastAccessMs("k") == bench.nowMs)
    #expect(bench.expire("k", inMs: 0))
    #expect(bench.lifetime("k") == nil)
    #expect(!bench.expire("k", inMs: hour))
  }

  @Test("L1: a save whose deadline has passed leaves nothing, of the old value either")
  func saveInThePast() {
    let bench = Bench()
    bench.save("k")
    bench.save("k", "new", .at(deadlineMs: epochMs))
    #expect(bench.read("k") == nil)
    bench.save("k", "new", .at(deadlineMs: .min))
    #expect(bench.keyspace.count == 0)
  }

  @Test("L7: an earlier deadline is kept in time, a later one is not cut short")
  func movedDeadlinesFire() {
    let bench = Bench()
    for key in ["sooner", "later"] { bench.save(key, "v", .at(deadlineMs: epochMs + hour)) }
    #expect(bench.expire("sooner", inMs: 3 * second))
    #expect(bench.expire("later", inMs: 2 * hour))
    bench.nowMs += 3 * second
    bench.expireDue()
    #expect(bench.keyspace.count == 1)
    bench.nowMs = epochMs + hour + second
    bench.expireDue()
    #expect(bench.read("later") == "v")
    bench.nowMs = epochMs + 2 * hour
    bench.expireDue()
    #expect(bench.keyspace.count == 0)
  }

  @Test("L9: a clock that steps back and forth neither resurrects nor loses an entry")
  func clockSteps() {
    let bench = Bench()
    bench.save("short", "v", .at(deadlineMs: epochMs + hour))
    bench.save("long", "v", .at(deadlineMs: epochMs + 300 * day))
    bench.nowMs += 2 * hour
    bench.expireDue()
    bench.nowMs -= 30 * day
    bench.expireDue()
    #expect(bench.read("short") == nil && bench.read("long") == "v")
    bench.save("new", "v", .at(deadlineMs: bench.nowMs + second))
    bench.nowMs += second
    bench.expireDue()
    #expect(bench.keyspace.count == 1, "what is due by the new clock goes")
    bench.nowMs = epochMs + 300 * day - 1
    bench.expireDue()
    #expect(bench.read("long") == "v")
    bench.nowMs += 1
    #expect(bench.read("long") == nil)
    #expect(bench.keyspace.count == 0)
  }

  @Test("A rule that changes while running holds from the next save; old windows keep sliding")
  func ruleChanges() {
    let bench = Bench()
    bench.save("old")
    bench.keyspace.rule = LifetimeRule(
      defaultTtlMs: hour, maxTtlMs: 2 * hour, slidesOnAccess: true)
    bench.nowMs += hour
    #expect(bench.read("old") != nil)
    #expect(bench.ttlMs("old") == day)
    bench.save("old")
    #expect(
      bench.lifetime("old") == .sliding(nowMs: bench.nowMs, windowMs: hour, maxTtlMs: 2 * hour))
  }

  @Test("D7: a window that got shorter is written at once, even where the deadline hardly moves")
  func shorterWindowIsWritten() {
    let bench = Bench(
      LifetimeRule(defaultTtlMs: 100 * second, maxTtlMs: day, slidesOnAccess: false))
    bench.save("k")
    bench.nowMs += 60 * second
    bench.keyspace.changes.removeAll()
    bench.keyspace.rule.defaultTtlMs = 40 * second + 1
    bench.save("k")
    #expect(bench.keyspace.changes.count > 0)
  }

  @Test("D7: saving the same value again within a step writes nothing")
  func sameValueIsElided() {
    let bench = Bench()
    bench.save("k")
    bench.keyspace.changes.removeAll()
    for _ in 0..<100 {
      bench.nowMs += second
      bench.save("k")
      _ = bench.read("k")
    }
    #expect(bench.ttlMs("k") == day)
    // A step of 24 h is 2^21 ms, about 35 minutes: at most one boundary lies in 100 s.
    #expect(bench.keyspace.counters.elidedWrites >= 99)
    #expect(bench.keyspace.changes.count < 200)
  }
}
