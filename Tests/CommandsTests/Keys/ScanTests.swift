import Commands
import SeededRandom
import Testing

@Suite struct ScanTests {
  @Test(arguments: [
    ("SCAN", "wrong number of arguments for 'scan' command"), ("SCAN abc", "invalid cursor"),
    ("SCAN ' 0'", "invalid cursor"), ("SCAN 0x", "invalid cursor"),
    ("SCAN 99999999999999999999", "invalid cursor"), ("SCAN abc FOO", "invalid cursor"),
    ("SCAN 0 MATCH", "syntax error"), ("SCAN 0 FOO 1", "syntax error"),
    ("SCAN 0 COUNT 0", "syntax error"), ("SCAN 0 COUNT -1", "syntax error"),
    ("SCAN 0 COUNT abc", "value is not an integer or out of range"),
  ])
  func refuses(_ request: String, _ text: String) {
    expect([(request, "-ERR \(text)|")])
  }

  @Test func acceptsWhatStrtoulAccepts() {
    for cursor in ["''", "+0", "-0", "00", "-1", "18446744073709551615", #""0\x00x""#] {
      expect([("SCAN \(cursor)", "*2|$1|0|*0|")])
    }
  }

  @Test func filters() {
    expect([
      ("SET key v", "+OK|"), ("SCAN 0", "*2|$1|0|*1|$3|key|"),
      ("SCAN 0 match k?y", "*2|$1|0|*1|$3|key|"), ("SCAN 0 MATCH x*", "*2|$1|0|*0|"),
      ("SCAN 0 TYPE STRING count 5", "*2|$1|0|*1|$3|key|"), ("SCAN 0 TYPE hash", "*2|$1|0|*0|"),
      ("SCAN 0 MATCH x* MATCH *", "*2|$1|0|*1|$3|key|"),
    ])
  }

  @Test func countIsHonouredUpToTenThousand() {
    let bench = CommandBench()
    fill(bench, database: 0, count: 10_000)
    #expect(bench("SCAN 0 COUNT 10000").hasPrefix("*2|$1|0|*10000|"))
    bench("SET one-more v")
    #expect(!bench("SCAN 0 COUNT 100000").hasPrefix("*2|$1|0|"))
  }

  @Test func otherDatabasesDoNotThinOutAPage() {
    let bench = CommandBench()
    fill(bench, database: 0, count: 200)
    fill(bench, database: 1, count: 2000)
    bench("SELECT 0")
    let page = keys(in: bench("SCAN 0 COUNT 100")).count
    #expect((50...150).contains(page))
    #expect(walk(bench, count: 10).count == 200)
  }

  @Test("A key that is there throughout is found, whatever happens around it", arguments: 1...8)
  func guarantee(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bench = CommandBench()
    fill(bench, database: 0, count: 500)
    fill(bench, database: 3, count: 50)
    bench("SELECT 0")
    bench.demoteAll()
    var added = 0
    // Between pages, and while a page waits for its listing.
    let count = Int.random(in: 1...60, using: &random)
    let others = {
      bench.nowMs += 1
      for _ in 0..<20 { added = self.disturb(bench, added, &random) }
    }
    bench.whileWaiting = others
    let found = walk(bench, count: count, between: others)
    let expected = (0..<500).map { "db0-\($0)" }
    #expect(Set(expected).subtracting(found).isEmpty, "seed \(seed)")
    #expect(found.allSatisfy { $0.hasPrefix("db0-") || $0.hasPrefix("extra") }, "seed \(seed)")
    #expect(Set(found).count == found.count, "no key comes twice, seed \(seed)")
  }

  /// One step of other clients and the store: keys come and go, rows move, entries change sides.
  private func disturb(
    _ bench: CommandBench, _ added: Int, _ random: inout SeededGenerator
  ) -> Int {
    let stable = "db0-\(Int.random(in: 0..<500, using: &random))"
    let database = bench.session.pointee.database
    let other = CommandBench.Bystander(bench, database: database)
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1:
      other("SET extra\(added) v")
      return added + 1
    case 2: other("DEL extra\(Int.random(in: 0..<max(added, 1), using: &random))")
    case 3: other("SET \(stable) other")
    case 4: other("GET \(stable)")
    case 5: bench.writeBehind()
    case 6: if let row = bench.store.rows.keys.randomElement(using: &random) { bench.relocate(row) }
    default: if let row = bench.store.rows.keys.randomElement(using: &random) { bench.promote(row) }
    }
    return added
  }
}

/// Saves `count` keys in a database and leaves it selected.
func fill(_ bench: CommandBench, database: Int, count: Int) {
  bench("SELECT \(database)")
  for number in 0..<count { bench("SET db\(database)-\(number) v") }
}

/// The keys in SCAN's reply, as the bench shows it.
func keys(in reply: String) -> [String] {
  let parts = reply.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
  return stride(from: 5, to: parts.count, by: 2).map { parts[$0] }
}

/// A whole walk from cursor 0 to 0.
func walk(_ bench: CommandBench, count: Int, between: () -> Void = {}) -> [String] {
  var found: [String] = []
  var cursor = "0"
  repeat {
    let reply = bench("SCAN \(cursor) COUNT \(count)")
    found += keys(in: reply)
    cursor = String(reply.split(separator: "|")[2])
    between()
  } while cursor != "0"
  return found
}
