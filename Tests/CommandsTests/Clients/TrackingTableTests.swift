import Commands
import Testing

@Suite struct TrackingTableTests {
  private func key(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func broadcasting(_ prefixes: [String]) -> TrackingMode {
    var mode = TrackingMode()
    mode.isBroadcast = true
    mode.prefixes = prefixes.map(key)
    return mode
  }

  @Test func aChangeIsToldOnceToEachReader() {
    var table = TrackingTable()
    table.add(1, TrackingMode())
    table.add(2, TrackingMode())
    table.remember(key("k"), for: 1)
    table.remember(key("k"), for: 1)
    table.remember(key("k"), for: 2)
    #expect(table.keyCount == 1)
    #expect(table.take(key("k")) == [1, 2])
    #expect(table.take(key("k")).isEmpty)
    #expect(table.byteCount == 0)
  }

  @Test func prefixesReachWhoNeverRead() {
    var table = TrackingTable()
    table.add(1, broadcasting(["u:"]))
    table.add(2, broadcasting([""]))
    #expect(table.broadcasts(of: key("u:1")) == [1, 2])
    #expect(table.broadcasts(of: key("v:1")) == [2])
    table.remove(2, broadcasting([""]))
    #expect(table.broadcasts(of: key("v:1")).isEmpty)
    #expect(table.prefixCount == 1)
  }

  @Test func theOldestKeyGoesFirstAndOnlyWhileItIsTracked() {
    var table = TrackingTable()
    table.add(1, TrackingMode())
    for name in ["a", "b", "c"] { table.remember(key(name), for: 1) }
    _ = table.take(key("a"))
    #expect(table.takeOldest()?.key == key("b"))
    #expect(table.takeOldest()?.key == key("c"))
    #expect(table.takeOldest() == nil)
  }

  @Test func keysThatComeAndGoLeaveNothingBehind() {
    var table = TrackingTable()
    table.add(1, TrackingMode())
    table.remember(key("kept"), for: 1)
    for round in 0..<10_000 {
      table.remember(key("\(round)"), for: 1)
      _ = table.take(key("\(round)"))
    }
    #expect(table.keyCount == 1)
    #expect(table.takeOldest()?.key == key("kept"))
  }

  @Test func whoHasGoneIsForgottenBitByBit() {
    var table = TrackingTable()
    table.add(1, TrackingMode())
    for name in 0..<100 { table.remember(key("\(name)"), for: 1) }
    let ownBytes = table.byteCount
    for client in 2...50 as ClosedRange<Int64> {
      table.add(client, TrackingMode())
      for name in 50..<150 { table.remember(key("\(name)"), for: client) }
      table.remove(client, TrackingMode())
    }
    #expect(table.keyCount == 150 && table.itemCount == 100 + 49 * 100)
    #expect(table.byteCount > ownBytes + 49 * 100 * 32, "each reader counts")
    #expect(table.wantsSweep)
    table.sweep(budget: 60)
    #expect(table.itemCount > 100 && table.wantsSweep)
    for _ in 0..<2 { table.sweep(budget: 60) }
    #expect(table.itemCount == 100 && table.keyCount == 100 && table.byteCount == ownBytes)
    #expect(!table.wantsSweep)
    #expect(table.take(key("60")) == [1])
    #expect(table.takeOldest()?.key == key("0"))
  }

  @Test func whoTracksAgainIsNotForgotten() {
    var table = TrackingTable()
    table.add(1, TrackingMode())
    table.add(2, TrackingMode())
    table.remember(key("k"), for: 2)
    table.remove(2, TrackingMode())
    table.add(2, TrackingMode())
    table.remember(key("k"), for: 2)
    table.sweep(budget: 10)
    #expect(table.take(key("k")) == [2])
  }

  @Test func theLastClientTakesAllKeysWithIt() {
    var table = TrackingTable()
    table.add(1, TrackingMode())
    table.remember(key("k"), for: 1)
    table.remove(1, TrackingMode())
    #expect(table.isIdle && table.keyCount == 0 && table.byteCount == 0)
  }

  @Test func aFlushReachesEverybody() {
    var table = TrackingTable()
    table.add(1, TrackingMode())
    table.add(2, broadcasting(["u:"]))
    table.remember(key("k"), for: 1)
    #expect(table.takeAll() == [1, 2])
    #expect(table.keyCount == 0 && !table.isIdle)
  }
}
