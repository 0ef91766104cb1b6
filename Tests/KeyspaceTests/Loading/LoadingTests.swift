import Testing

@testable import Keyspace

/// Keys that are met before the index knows every row. Each case could bring back what was deleted.
@Suite struct LoadingTests {
  private func loadingBench() -> Bench {
    let bench = Bench()
    bench.keyspace.beginLoading(newestRow: 100)
    return bench
  }

  private func located(_ bench: Bench, _ batch: RowBatch) {
    bench.keyspace.promoteLocated(batch.headers[0], in: batch, nowMs: bench.nowMs)
  }

  private func offer(_ bench: Bench, _ row: UInt64, _ key: String) -> Keyspace.RowOutcome {
    bench.keyspace.indexRow(row, hash: bench.key(key).hash)
  }

  @Test("A located key is served, changed and known when its row is offered")
  func locatedRowIsKnown() {
    let bench = loadingBench()
    #expect(bench.residency("k") == .unknown)
    located(bench, bench.row(7, "k"))
    #expect(bench.read("k") == "old")
    #expect(offer(bench, 7, "k") == .known)
    bench.save("k", "new")
    #expect(offer(bench, 7, "k") == .known, "the row of a dirty entry")
    #expect(bench.keyspace.count == 1 && bench.findings == [])
  }

  @Test("D4: a key deleted while loading stays deleted, whenever its row turns up")
  func deletedStaysDeleted() {
    let bench = loadingBench()
    let row = bench.row(7, "k")
    located(bench, row)
    #expect(bench.remove("k"))
    #expect(bench.residency("k") == .absent)
    located(bench, row)
    #expect(bench.read("k") == nil)
    #expect(offer(bench, 7, "k") == .conflict)
    bench.keyspace.resolve(row.headers[0], in: row, nowMs: epochMs)
    bench.keyspace.finishLoading()
    bench.nowMs += 5000
    bench.expireDue()
    #expect(bench.keyspace.count == 0 && bench.findings == [])
    located(bench, row)
    #expect(bench.read("k") == nil, "an answer of the reader that comes after all")
    #expect(Set(bench.takeDeadRows()) == [7])
  }

  @Test("D4: a key saved after a replayed deletion does not leave its old row behind")
  func savedOverTombstone() {
    let bench = loadingBench()
    bench.keyspace.noteAbsent(bench.key("k"))
    bench.save("k", "new")
    let batch = bench.capture(firstRow: 101)
    bench.keyspace.noteCommitted(throughRow: 101)
    #expect(batch.count == 1)
    bench.keyspace.externalBytes = bench.keyspace.memoryLimit
    #expect(!bench.makeRoom(1))
    #expect(bench.residency("k") == .hot, "it waits in memory for its older row")
    let row = bench.row(7, "k")
    #expect(offer(bench, 7, "k") == .conflict)
    bench.keyspace.resolve(row.headers[0], in: row, nowMs: epochMs)
    bench.keyspace.finishLoading()
    #expect(bench.keyspace.count == 1 && bench.keyspace.coldKeyCount == 0)
    #expect(bench.takeDeadRows() == [7])
  }

  @Test("D4: what is saved and deleted while loading takes its old row along, whatever its length")
  func lengthsTellNothing() {
    let old = String(repeating: "o", count: 40)
    for length in 0...40 {
      let bench = loadingBench()
      bench.save("k", String(repeating: "v", count: length))
      #expect(bench.remove("k"))
      let row = bench.row(7, "k", old)
      #expect(offer(bench, 7, "k") == .conflict)
      let isNote = bench.keyspace.awaitsValue(of: row.headers[0], in: row)
      #expect(!isNote, "\(length) bytes")
      located(bench, row)
      bench.keyspace.resolve(row.headers[0], in: row, nowMs: epochMs)
      #expect(bench.read("k") == nil, "\(length) bytes")
      #expect(Set(bench.takeDeadRows()) == [7], "\(length) bytes")
    }
  }

  @Test("D4: a slid entry that is deleted while loading is not written on a clean stop")
  func deletedSlidEntryIsNotWritten() {
    let bench = loadingBench()
    located(
      bench,
      bench.row(7, "k", "old", .sliding(nowMs: epochMs, windowMs: 600_000, maxTtlMs: 700_000)))
    bench.nowMs += 1
    #expect(bench.read("k") == "old")
    #expect(bench.remove("k"))
    bench.keyspace.markSlidDirty()
    #expect(bench.capture(firstRow: 101).isEmpty)
  }

  @Test("A located row that has expired is looked for once")
  func expiredRowIsRemembered() {
    let bench = loadingBench()
    located(bench, bench.row(7, "k", "old", .absolute(deadlineMs: epochMs)))
    #expect(bench.residency("k") == .absent)
    #expect(bench.takeDeadRows() == [7])
  }

  @Test("D4: after everything was removed no row that is still under way comes back")
  func removedAllStaysRemoved() {
    let bench = loadingBench()
    let row = bench.row(7, "k")
    bench.keyspace.noteAbsent(bench.key("k"))
    #expect(offer(bench, 7, "k") == .conflict)
    bench.keyspace.removeAll()
    bench.keyspace.resolve(row.headers[0], in: row, nowMs: epochMs)
    located(bench, row)
    #expect(offer(bench, 8, "other") == .known)
    #expect(bench.residency("k") == .absent)
    #expect(bench.keyspace.count == 0 && bench.findings == [])
  }

  @Test("A replay brings back saves, deletions and removal of everything, in their order")
  func replay() throws {
    let before = Bench()
    for key in ["gone", "a", "b"] { before.save(key, "1") }
    #expect(before.remove("gone"))
    before.keyspace.removeAll()
    before.save("a", "2")
    before.save("b", "3", .at(deadlineMs: epochMs + 10))
    let payload = Array(before.keyspace.changes.bytes)
    let after = loadingBench()
    after.nowMs += 10
    after.keyspace.changes.isRecording = false
    let outcome = payload.withUnsafeBytes { after.keyspace.replay($0, nowMs: after.nowMs) }
    #expect(try #require(outcome).removedAll && outcome?.records == 7)
    #expect(after.read("a") == "2" && after.read("b") == nil && after.read("gone") == nil)
    #expect(after.keyspace.count == 1)
  }

  /// Rows that no entry can be made of, as a damaged file may hold them.
  @Test("D8: a damaged row is dropped, not served and not trapped on", arguments: 0..<4)
  func damagedRow(damage: Int) {
    let bench = loadingBench()
    let key = bench.key("k")
    let batch = RowBatch()
    let long = StableBytes(count: Key.maxLength + 1)
    batch.append(
      row: 7, hash: damage == 0 ? key.hash ^ 1 << 20 : key.hash, database: damage == 1 ? 200 : 3,
      lifetime: damage == 2
        ? Lifetime(deadlineMs: .max, windowMs: -1, capMs: 0)
        : .absolute(deadlineMs: epochMs + 1000),
      key: damage == 3 ? long.bytes : key.bytes, value: bench.bytes("v"))
    let outcome = bench.keyspace.indexRow(7, hash: batch.headers[0].hash)
    #expect(outcome == .indexed)
    bench.keyspace.finishLoading()
    bench.keyspace.promote(batch.headers[0], in: batch, nowMs: bench.nowMs)
    #expect(bench.read("k") == nil)
    #expect(bench.takeDeadRows() == [7] && bench.keyspace.count == 0)
  }
}
