import Testing

@testable import Persistence

@Suite struct CatalogTests {
  private func filled(_ count: Int, deadlineMs: Int64 = 1000) -> Catalog {
    var catalog = Catalog()
    for _ in 0..<count { _ = catalog.allocate(deadlineMs: deadlineMs, byteCount: 10) }
    return catalog
  }

  @Test func rowNumbersAreConsecutiveAndBeginBehindTheOneThatMeansNone() {
    var catalog = Catalog()
    #expect(catalog.isLive(0) == false)
    let rows = (0..<20_000).map { _ in catalog.allocate(deadlineMs: 1, byteCount: 1) }
    #expect(rows == Array(16_384..<36_384))
    #expect(catalog.segmentIDs == [1, 2])
    #expect(catalog.nextRow == 36_384)
    #expect(catalog.rowCount == 20_000 && catalog.liveRowCount == 20_000)
  }

  @Test("Rows whose last 39 bits would mean none are left out, at a start and on the way")
  func noRowHasANumberThatMeansNone() {
    let border: UInt64 = 1 << 39
    var catalog = Catalog(nextRow: border)
    #expect(catalog.allocate(deadlineMs: 1, byteCount: 1) == border + 16_384)
    catalog = Catalog(nextRow: border - 16_384)
    let rows = (0..<16_385).map { _ in catalog.allocate(deadlineMs: 1, byteCount: 1) }
    #expect(rows[16_383] == border - 1 && rows[16_384] == border + 16_384)
    catalog = Catalog(nextRow: border - 16_384)
    _ = catalog.allocate(deadlineMs: 1, byteCount: SegmentLayout.closingBytes)
    #expect(catalog.nextRow == border + 16_384)
  }

  @Test func aRowDiesOnce() {
    var catalog = filled(100)
    let before = catalog.isLive(16_400)
    let outcomes = [16_400, 16_400, 16_484, 0, .max].map { catalog.kill($0) }
    #expect(outcomes == [true, false, false, false, false])
    #expect(before && catalog.isLive(16_400) == false)
    #expect(catalog.liveRowCount == 99 && catalog.deadRowCount == 1)
  }

  @Test func largeRowsCloseASegmentEarly() {
    var catalog = Catalog()
    let rows = (0..<130).map { _ in catalog.allocate(deadlineMs: 1, byteCount: 1 << 20) }
    #expect(rows[63] == 16_384 + 63)
    #expect(rows[64] == 2 * 16_384)
    #expect(rows[128] == 3 * 16_384)
    #expect(catalog.rowCount == 130)
  }

  @Test func changedStatesAreTakenOnceAndCanBePutBack() {
    var catalog = filled(16_384 * 2 + 5)
    #expect(catalog.takeChangedStates().map(\.segment) == [1, 2, 3])
    #expect(catalog.hasChanges == false)
    #expect(catalog.takeChangedStates().isEmpty)
    catalog.kill(2 * 16_384 + 7)
    catalog.kill(2 * 16_384 + 8)
    let taken = catalog.takeChangedStates()
    #expect(taken.map(\.segment) == [2])
    #expect(taken[0].liveCount == 16_382 && !taken[0].isLive(offset: 7))
    catalog.restore(taken)
    catalog.kill(2 * 16_384 + 9)
    #expect(catalog.takeChangedStates().map(\.liveCount) == [16_381])
    // What was handed out does not change afterwards.
    #expect(taken[0].liveCount == 16_382 && taken[0].isLive(offset: 9))
  }

  @Test func killingAllClosesTheOpenSegmentAndMakesAllDroppable() {
    var catalog = filled(16_384 + 5)
    _ = catalog.takeChangedStates()
    catalog.killAll()
    #expect(catalog.liveRowCount == 0 && catalog.rowCount == 16_389)
    #expect([16_384, 2 * 16_384 + 4].map { catalog.isLive($0) } == [false, false])
    #expect(catalog.nextRow == 3 * 16_384)
    // Not before the store knows.
    #expect(catalog.droppable().isEmpty)
    let states = catalog.takeChangedStates()
    #expect(states.map { $0.dead.reduce(0) { $0 + $1.nonzeroBitCount } } == [16_384, 5])
    #expect(catalog.droppable() == [1, 2])
    catalog.remove(1)
    catalog.remove(2)
    #expect(catalog.rowCount == 0 && catalog.segmentCount == 0)
    catalog.killAll()
    #expect(catalog.nextRow == 3 * 16_384)
  }

  @Test func killingAllDuringACopyLeavesTheCopysNumbersAlone() {
    var catalog = filled(16_384 + 5)
    let request = catalog.copyRequest(segment: 1, fromOffset: 0, rowLimit: 10)
    catalog.killAll()
    #expect(catalog.nextRow == request.firstRow)
    let moves = (0..<3 as Range<UInt64>).map {
      CopyResult.Move(hash: 0, from: 16_384 + $0, to: request.firstRow + $0, deadlineMs: 1)
    }
    catalog.finishCopy(CopyResult(moves: moves, byteCount: 30, nextOffset: 3, isIncomplete: false))
    #expect(moves.map { catalog.isLive($0.to) } == [true, true, true])
    #expect(catalog.nextRow == 3 * 16_384)
  }

  @Test func killingAllDuringACopyThatFailsClosesTheSegmentWithTheNextRow() {
    var catalog = filled(16_384 + 5)
    _ = catalog.copyRequest(segment: 1, fromOffset: 0, rowLimit: 10)
    catalog.killAll()
    #expect(catalog.allocate(deadlineMs: 1, byteCount: 1) == 3 * 16_384)
  }

  @Test func aSegmentIsNotCompactedBeforeItIsIndexed() throws {
    var dead = [UInt64](repeating: .max, count: SegmentState.words)
    dead[0] = 0
    let state = try #require(
      SegmentState(
        segment: 1, rowCount: 16_384, liveCount: 64, firstDeadlineMs: 1, dead: dead))
    var catalog = Catalog(states: [state], nextRow: 2 * 16_384)
    #expect(catalog.compactionCandidate() == nil)
    catalog.markIndexed(1)
    #expect(catalog.compactionCandidate() == 1)
  }

  @Test func theOpenSegmentIsNeverDroppedOrCompacted() {
    var catalog = filled(100)
    for row in 16_384..<16_483 as Range<UInt64> { catalog.kill(row) }
    _ = catalog.takeChangedStates()
    #expect(catalog.compactionCandidate() == nil)
    catalog.kill(16_384 + 99)
    _ = catalog.takeChangedStates()
    #expect(catalog.droppable().isEmpty)
  }

  private func kill(_ segment: UInt64, _ count: Int, _ catalog: inout Catalog) {
    for row in SegmentLayout.rows(of: segment).prefix(count) { catalog.kill(row) }
  }

  @Test func theSparsestClosedSegmentIsCompactedOnceDeadRowsAreMany() {
    var catalog = filled(16_384 * 4)
    kill(2, 9_000, &catalog)
    // 14 % of all rows are dead.
    #expect(catalog.compactionCandidate() == nil)
    kill(3, 8_000, &catalog)
    #expect(catalog.compactionCandidate() == 2)
    kill(3, 10_000, &catalog)
    #expect(catalog.compactionCandidate() == 3)
    kill(3, 16_384, &catalog)
    #expect(catalog.compactionCandidate() == 2)
    kill(2, 16_384, &catalog)
    #expect(catalog.compactionCandidate() == nil)
  }

  @Test func aSweepForgetsNoRowOfABatchInTheMaking() {
    var catalog = Catalog()
    _ = catalog.allocate(deadlineMs: 300, byteCount: 1)
    catalog.beginGathering()
    _ = catalog.allocate(deadlineMs: 500, byteCount: 1)
    // It finds the first row, which is dead by then, and cannot see the other.
    catalog.beginSweep(of: 1)
    catalog.finishSweep(of: 1, nextDeadlineMs: nil)
    catalog.endGathering()
    #expect(catalog.sweepCandidates(nowMs: 500) == [1])
    catalog.beginSweep(of: 1)
    catalog.finishSweep(of: 1, nextDeadlineMs: 500)
    #expect(catalog.sweepCandidates(nowMs: 499).isEmpty)
  }

  @Test func sweepsFollowTheDeadlines() {
    var catalog = Catalog()
    for deadline in [500, 300, 400] as [Int64] {
      _ = catalog.allocate(deadlineMs: deadline, byteCount: 1)
    }
    #expect(catalog.sweepCandidates(nowMs: 299).isEmpty)
    #expect(catalog.sweepCandidates(nowMs: 300) == [1])
    catalog.beginSweep(of: 1)
    #expect(catalog.sweepCandidates(nowMs: .max - 1).isEmpty)
    // A row that comes during the sweep is not lost from sight by its outcome.
    _ = catalog.allocate(deadlineMs: 350, byteCount: 1)
    catalog.finishSweep(of: 1, nextDeadlineMs: 400)
    #expect(catalog.sweepCandidates(nowMs: 349).isEmpty)
    #expect(catalog.sweepCandidates(nowMs: 350) == [1])
    catalog.beginSweep(of: 1)
    catalog.finishSweep(of: 1, nextDeadlineMs: nil)
    #expect(catalog.sweepCandidates(nowMs: .max - 1).isEmpty)
    catalog.finishSweep(of: 77, nextDeadlineMs: 1)
  }

  @Test func aCommitDuringASweepKeepsTheOldBoundForTheNextStart() {
    var catalog = filled(3, deadlineMs: 250)
    catalog.beginSweep(of: 1)
    #expect(catalog.takeChangedStates().map(\.firstDeadlineMs) == [250])
  }

  @Test func segmentsOfARestoredStoreAreUnindexedUntilMarked() {
    let states = (1...3 as ClosedRange<UInt64>).map { segment in
      var state = SegmentState(segment: segment)
      state.append(deadlineMs: 9)
      return state
    }
    var catalog = Catalog(states: states, nextRow: 3 * 16_384 + 1, indexedSegment: 3)
    #expect(catalog.unindexedSegments == [1, 2])
    #expect([3, 1, 99].map { catalog.isIndexed($0) } == [true, false, true])
    catalog.markIndexed(1)
    #expect(catalog.unindexedSegments == [2])
    #expect(catalog.allocate(deadlineMs: 1, byteCount: 1) == 3 * 16_384 + 1)
  }

  @Test func numbersOfAVanishedSegmentAreNotUsedAgain() {
    var catalog = Catalog(states: [], nextRow: 5 * 16_384 + 100)
    #expect(catalog.allocate(deadlineMs: 1, byteCount: 1) == 6 * 16_384)
  }

  @Test func memoryForTenMillionRowsIsSmall() {
    var dead = [UInt64](repeating: 0, count: SegmentState.words)
    dead[3] = 1
    let states = (0..<611 as Range<UInt64>).compactMap {
      SegmentState(
        segment: $0, rowCount: 16_384, liveCount: 16_383, firstDeadlineMs: 1, dead: dead)
    }
    let catalog = Catalog(states: states, nextRow: 611 * 16_384)
    #expect(catalog.rowCount > 10_000_000)
    #expect(catalog.byteCount < 1_500_000)
  }
}
