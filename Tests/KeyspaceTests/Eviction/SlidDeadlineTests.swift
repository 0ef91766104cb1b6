import Testing

@testable import Keyspace

/// D7: a window that reading slides costs no row when the entry leaves memory again.
@Suite struct SlidDeadlineTests {
  private static let dayMs: Int64 = 86_400_000

  /// An entry in the store as row 1 under the backstop, read `afterMs` later.
  private func slidBench(afterMs: Int64, ttlMs: Int64 = dayMs) -> Bench {
    let rule = LifetimeRule(defaultTtlMs: ttlMs, maxTtlMs: 400 * Self.dayMs, slidesOnAccess: true)
    let bench = Bench(rule)
    // In the middle of a step, so that a short while later is the same step.
    bench.nowMs = ((epochMs + ttlMs) >> 22) << 22 + 100 - ttlMs
    bench.save("token")
    write(bench, firstRow: 1)
    bench.nowMs += afterMs
    _ = bench.read("token")
    return bench
  }

  private func write(_ bench: Bench, firstRow: UInt64) {
    let batch = bench.capture(firstRow: firstRow)
    bench.keyspace.noteCommitted(throughRow: batch.headers.last?.row ?? 0)
    bench.keyspace.changes.removeAll()
  }

  /// Everything that can leaves memory.
  private func demoteAll(_ bench: Bench) {
    let limit = bench.keyspace.memoryLimit
    bench.keyspace.memoryLimit = 0
    for _ in 0..<40 { _ = bench.makeRoom(1) }
    bench.keyspace.memoryLimit = limit
  }

  /// Row 1 as it stands in the store.
  private func row(_ bench: Bench, savedAtMs: Int64, ttlMs: Int64 = dayMs) -> RowBatch {
    let lifetime = Lifetime.sliding(
      nowMs: savedAtMs, windowMs: ttlMs, maxTtlMs: 400 * Self.dayMs)
    return bench.row(1, "token", "value", lifetime)
  }

  @Test func aColdReadIsForgottenOnDiskAndRememberedInMemory() throws {
    let bench = slidBench(afterMs: 600_000)
    demoteAll(bench)
    #expect(bench.residency("token") == .cold(row: 1))
    let isDirty = bench.keyspace.isDirty
    #expect(!isDirty, "a row would be written")
    let batch = row(bench, savedAtMs: bench.nowMs - 600_000)
    let kept = bench.keyspace.lifetime(of: batch.headers[0])
    let lostMs = bench.nowMs + Self.dayMs - kept.deadlineMs
    #expect((0..<1024).contains(lostMs))
    bench.keyspace.promote(batch.headers[0], in: batch, nowMs: bench.nowMs)
    #expect(bench.lifetime("token") == kept.inHeader)
    // And it is kept again, without having been read.
    demoteAll(bench)
    #expect(bench.keyspace.lifetime(of: batch.headers[0]) == kept)
    #expect(bench.findings == [])
  }

  @Test func aSlideThatLeavesItsStepIsWritten() {
    let bench = slidBench(afterMs: 1 << 22)
    demoteAll(bench)
    #expect(bench.residency("token") == .hot)
    let batch = bench.capture(firstRow: 2)
    #expect(batch.headers.map(\.lifetime.deadlineMs) == [bench.nowMs + Self.dayMs])
  }

  @Test func aShortWindowIsWrittenExactly() {
    let bench = slidBench(afterMs: 1_000, ttlMs: 300_000)
    demoteAll(bench)
    #expect(bench.residency("token") == .hot)
    #expect(bench.capture(firstRow: 2).count == 1)
  }

  @Test func theSweepSparesWhatHasSlidAndTakesItAtItsOwnDeadlineL7() throws {
    let bench = slidBench(afterMs: 600_000)
    demoteAll(bench)
    let hash = bench.key("token").hash
    let rowDeadlineMs = bench.nowMs - 600_000 + Self.dayMs
    let first = bench.keyspace.dropExpired(row: 1, hash: hash, nowMs: rowDeadlineMs)
    let slidMs = try #require(first)
    #expect(slidMs > rowDeadlineMs + 598_000 && slidMs <= rowDeadlineMs + 600_000)
    #expect(bench.residency("token") == .cold(row: 1))
    let second = bench.keyspace.dropExpired(row: 1, hash: hash, nowMs: slidMs)
    #expect(second == nil && bench.residency("token") == .absent)
    #expect(bench.keyspace.counters.expired == 1)
  }

  @Test func anEvictionGoesByTheSlidDeadline() {
    let bench = slidBench(afterMs: 600_000)
    demoteAll(bench)
    let hash = bench.key("token").hash
    let rowDeadlineMs = bench.nowMs - 600_000 + Self.dayMs
    let early = bench.keyspace.mayEvict(row: 1, hash: hash, byDeadlineMs: rowDeadlineMs)
    let late = bench.keyspace.mayEvict(row: 1, hash: hash, byDeadlineMs: rowDeadlineMs + 600_000)
    #expect(!early && late)
  }

  @Test func aCopiedRowKeepsItsSlideAndADroppedSegmentTakesIts() {
    let bench = slidBench(afterMs: 600_000)
    demoteAll(bench)
    let hash = bench.key("token").hash
    bench.keyspace.relocate(from: 1, to: 40_000, hash: hash)
    bench.keyspace.forgetSlidDeadlines(ofSegment: 0)
    var header = row(bench, savedAtMs: bench.nowMs - 600_000).headers[0]
    let old = bench.keyspace.lifetime(of: header)
    #expect(old == header.lifetime)
    header.row = 40_000
    let moved = bench.keyspace.lifetime(of: header)
    #expect(moved.deadlineMs > header.lifetime.deadlineMs)
    bench.keyspace.forgetSlidDeadlines(ofSegment: 40_000 >> 14)
    #expect(bench.keyspace.slidDeadlines.isEmpty)
  }

  @Test func whatACleanStopKeptHoldsAfterTheNextStart() {
    let stopped = slidBench(afterMs: 600_000)
    demoteAll(stopped)
    let bench = Bench()
    bench.nowMs = stopped.nowMs
    bench.keyspace.beginLoading(newestRow: 1)
    for (segment, block) in stopped.keyspace.slidDeadlines {
      bench.keyspace.restoreSlidDeadlines(block, ofSegment: segment)
    }
    let batch = row(bench, savedAtMs: bench.nowMs - 600_000)
    bench.keyspace.promoteLocated(batch.headers[0], in: batch, nowMs: bench.nowMs)
    let lostMs = bench.nowMs + Self.dayMs - (bench.lifetime("token")?.deadlineMs ?? 0)
    #expect((0..<1024).contains(lostMs))
  }

  @Test func theLaterDeadlineHoldsWhicheverIsRestoredFirst() {
    let bench = Bench()
    bench.keyspace.restoreSlidDeadline(8, ofRow: 1)
    bench.keyspace.restoreSlidDeadline(2, ofRow: 2)
    bench.keyspace.restoreSlidDeadline(0, ofRow: 3)
    bench.keyspace.restoreSlidDeadlines([1, 5, 5, 5], ofSegment: 0)
    #expect(bench.keyspace.slidDeadlines[0] == [1, 8, 5, 5])
    bench.keyspace.restoreSlidDeadline(4, ofRow: 1)
    #expect(bench.keyspace.slidDeadlines[0]?[1] == 8)
    #expect(bench.keyspace.fixedBytes >= Bench().keyspace.fixedBytes + 4 * 4)
  }

  @Test func memoryIsCountedAndGivenBack() {
    let bench = slidBench(afterMs: 600_000)
    let before = bench.keyspace.fixedBytes
    demoteAll(bench)
    let with = bench.keyspace.fixedBytes
    #expect(with >= before + 1024)
    bench.keyspace.removeAll()
    #expect(bench.keyspace.slidDeadlines.isEmpty)
  }
}
