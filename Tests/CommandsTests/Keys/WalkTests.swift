import Commands
import Keyspace
import Testing

@Suite struct WalkTests {
  @Test func listsByPattern() {
    let bench = CommandBench()
    bench("MSET hello 1 hallo 2 hxllo 3 heello 4 'a*b' 5")
    for (pattern, count) in [
      ("h?llo", 3), ("h[ae]llo", 2), ("h[^e]llo", 2), ("h*llo", 4), ("*", 5), ("a\\*b", 1),
      ("x", 0),
    ] {
      #expect(bench("KEYS \(pattern)").hasPrefix("*\(count)|"), "\(pattern)")
    }
  }

  @Test func aLongWalkLetsOthersGoFirst() {
    let bench = CommandBench()
    fill(bench, database: 0, count: 25_000)
    bench.whileWaiting = { CommandBench.Bystander(bench, database: 0)("DEL db0-7") }
    let listed = bench("KEYS *").split(separator: "|").filter { $0.hasPrefix("db0-") }
    #expect(Set(listed).count == listed.count)
    #expect(listed.count == 24_999 || listed.count == 25_000)
    #expect(bench.takeWaits().prefix(2) == ["turn", "turn"])
    let isOver = bench.session.pointee.walk == nil
    #expect(isOver)
  }

  @Test func aListGivesWayToOthersToo() {
    let bench = CommandBench()
    fill(bench, database: 0, count: 25_000)
    #expect(bench("KEYS *").hasPrefix("*25000|"))
    #expect(bench.takeWaits() == ["turn", "turn", "more", "more"])
  }

  @Test func whatExpiredBeforeTheWalkReachedItIsNotListed() {
    let bench = CommandBench()
    fill(bench, database: 0, count: 25_000)
    for number in 0..<25_000 { bench("PEXPIRE db0-\(number) 500") }
    bench.whileWaiting = { bench.nowMs += 1000 }
    let listed = bench("KEYS *").split(separator: "|").filter { $0.hasPrefix("db0-") }
    #expect((1...12_000).contains(listed.count), "those of the first turn")
  }

  @Test func coldKeysAreListedWithoutBeingBroughtIn() {
    let bench = CommandBench()
    fill(bench, database: 0, count: 3000)
    fill(bench, database: 1, count: 100)
    bench("SELECT 0")
    bench.demoteAll()
    _ = bench.takeWaits()
    #expect(bench("KEYS *").hasPrefix("*3000|"))
    #expect(Set(bench.takeWaits()) == ["listing", "turn"])
    let cold = bench.keyspace.pointee.coldKeyCount
    #expect(cold == 3100)
  }

  @Test func aRandomKeyIsOneOfTheDatabase() {
    let bench = CommandBench()
    #expect(bench("RANDOMKEY") == "$-1|")
    fill(bench, database: 1, count: 300)
    fill(bench, database: 2, count: 40)
    bench.demoteAll()
    let replies = Set((0..<400).map { _ in bench("RANDOMKEY") })
    #expect(replies.allSatisfy { $0.hasPrefix("$5|db2-") || $0.hasPrefix("$6|db2-") })
    #expect(replies.count > 20)
    let isOver = bench.session.pointee.walk == nil
    #expect(isOver)
  }

  @Test func aRandomKeyIsNullWhenAllHaveExpired() {
    let bench = CommandBench()
    bench("SELECT 1")
    bench("SET other v")
    bench("SELECT 0")
    for number in 0..<50 { bench("SET k\(number) v EX 1") }
    bench.demoteAll()
    bench.advance(seconds: 1)
    #expect(bench("RANDOMKEY") == "$-1|")
  }

  @Test("D4: flushing one database removes its keys for good, hot and cold, and no other's")
  func flushesOneDatabase() {
    let bench = CommandBench()
    fill(bench, database: 0, count: 3000)
    fill(bench, database: 1, count: 500)
    bench.demoteAll()
    fill(bench, database: 0, count: 1500)
    #expect(bench("FLUSHDB") == "+OK|")
    expect([("DBSIZE", ":0|"), ("SELECT 1", "+OK|"), ("DBSIZE", ":500|")], on: bench)
    #expect(bench.services.discards == 0)
    bench.writeBehind()
    let left = bench.store.rows.values.filter { $0.database == 0 }.count
    #expect(left == 0, "no row is left to come back")
    let isOver = bench.session.pointee.walk == nil
    #expect(isOver)
  }

  @Test func flushingTheOnlyDatabaseDiscardsTheStore() {
    let bench = CommandBench()
    fill(bench, database: 4, count: 10)
    #expect(bench("FLUSHDB") == "+OK|")
    #expect(bench.services.discards == 1)
    let count = bench.keyspace.pointee.count
    #expect(count == 0)
  }

  @Test("D4: a removal of a cold key reaches the journal")
  func flushIsJournalled() {
    let bench = CommandBench()
    fill(bench, database: 1, count: 1)
    fill(bench, database: 0, count: 1)
    bench.demoteAll()
    bench("FLUSHDB")
    #expect(String(decoding: bench.journalled, as: UTF8.self).contains("db0-0"))
  }
}
