import Testing

@testable import Keyspace

/// B3: entries that go before their deadline to make room on disk.
@Suite struct EvictionTests {
  /// Rows 1 and 2 are in the store; "cold" is only there.
  private func bench() -> Bench {
    let bench = Bench()
    bench.save("cold", "v", .at(deadlineMs: epochMs + 1000))
    bench.save("hot", "v", .at(deadlineMs: epochMs + 2000))
    _ = bench.capture(firstRow: 1)
    bench.keyspace.noteCommitted(throughRow: 2)
    bench.keyspace.changes.removeAll()
    return bench
  }

  private func mayEvict(_ bench: Bench, _ row: UInt64, _ key: String, by deadlineMs: Int64) -> Bool
  {
    bench.keyspace.mayEvict(
      row: row, hash: bench.key(key).hash, byDeadlineMs: epochMs + deadlineMs)
  }

  private func evict(_ bench: Bench, _ row: UInt64, _ key: String) {
    bench.keyspace.evict(row: row, hash: bench.key(key).hash, key: bench.bytes(key))
  }

  @Test func anEntryInMemoryGoesByItsOwnDeadline() {
    let bench = bench()
    #expect(mayEvict(bench, 2, "hot", by: 2000) && !mayEvict(bench, 2, "hot", by: 1999))
    #expect(!mayEvict(bench, 1, "hot", by: 2000), "another row")
    bench.save("hot", "w", .at(deadlineMs: epochMs + 2000))
    #expect(!mayEvict(bench, 2, "hot", by: 2000), "its row is not what it is")
  }

  @Test func whatIsEvictedIsGoneCountedAndSignalledAndNothingIsJournalled() {
    let bench = bench()
    bench.keyspace.signalsWanted = true
    evict(bench, 1, "cold")
    evict(bench, 2, "hot")
    evict(bench, 2, "hot")
    #expect(bench.read("cold") == nil && bench.read("hot") == nil)
    #expect(bench.keyspace.counters.evicted == 2 && bench.keyspace.counters.expired == 0)
    #expect(bench.keyspace.count == 0 && bench.keyspace.count(database: 3) == 0)
    #expect(bench.takeDeadRows().sorted() == [1, 2])
    #expect(bench.keyspace.changes.count == 0)
    let signals = bench.keyspace.takeSignals()
    #expect(signals.map(\.kind) == [.evicted, .evicted])
    #expect(signals.map { String(decoding: $0.key, as: UTF8.self) } == ["cold", "hot"])
    #expect(signals.allSatisfy { $0.number == 3 })
    #expect(bench.findings == [])
  }

  @Test func anEntrySavedAnewBetweenMarkAndEvictionStays() {
    let bench = bench()
    bench.save("hot", "new")
    evict(bench, 2, "hot")
    #expect(bench.read("hot") == "new")
    #expect(bench.keyspace.counters.evicted == 0)
    #expect(bench.findings == [])
  }

  @Test func aColdEntryGoesAndOneThatCameBackMeanwhileToo() {
    let bench = Bench()
    bench.keyspace.beginLoading(newestRow: 2)
    for (row, key) in [(1, "one"), (2, "two")] as [(UInt64, String)] {
      _ = bench.keyspace.indexRow(row, hash: bench.key(key).hash)
    }
    bench.keyspace.finishLoading()
    #expect(mayEvict(bench, 1, "one", by: 0) && mayEvict(bench, 2, "two", by: 0))
    let batch = bench.row(2, "two")
    bench.keyspace.promote(batch.headers[0], in: batch, nowMs: bench.nowMs)
    evict(bench, 1, "one")
    evict(bench, 2, "two")
    #expect(bench.keyspace.count == 0 && bench.keyspace.coldKeyCount == 0)
    #expect(bench.keyspace.counters.evicted == 2)
    #expect(bench.findings == [])
  }

  @Test func aFullDiskRefusesWhatNeedsRoomAndNothingElse() {
    let bench = bench()
    bench.keyspace.isDiskFull = true
    #expect(bench.admit(1) == .outOfDisk)
    #expect(bench.makeRoom(1000))
    #expect(bench.remove("hot"))
    bench.keyspace.isDiskFull = false
    #expect(bench.admit(1) == .admitted)
  }
}
