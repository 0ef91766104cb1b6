import Keyspace
import Testing

@testable import Persistence

/// B3: superseded and expired rows give their space back, in bounded steps.
@Suite struct CompactionTests {
  /// A store whose first segment is closed and has every row dead except multiples of `step`.
  private func sparse(step: Int, deadlineMs: Int64 = Entry.farMs) throws -> StoreFixture {
    var fixture = try StoreFixture()
    let rows = try fixture.save(
      entries(16_384, deadlineMs: deadlineMs) + entries(1, prefix: "next"))
    for offset in 0..<16_384 where offset % step != 0 { fixture.catalog.kill(rows[offset]) }
    try fixture.saveStates()
    return fixture
  }

  private func copyAll(
    _ fixture: inout StoreFixture, rowLimit: Int
  ) throws -> [CopyResult] {
    var (results, offset): ([CopyResult], Int?) = ([], 0)
    while let from = offset {
      let request = fixture.catalog.copyRequest(segment: 1, fromOffset: from, rowLimit: rowLimit)
      let result = try fixture.store.writer.copyForward(request)
      fixture.catalog.finishCopy(result)
      for move in result.moves { fixture.catalog.kill(move.from) }
      results.append(result)
      offset = result.nextOffset
    }
    return results
  }

  @Test func liveRowsMoveToTheEndAndStayVisibleOnce() throws {
    var fixture = try sparse(step: 5)
    let path = fixture.directory.file("tokens.db")
    let before = try keysInView(path)
    let results = try copyAll(&fixture, rowLimit: 1000)
    let moves = results.flatMap(\.moves)
    #expect(results.map(\.moves.count) == [1000, 1000, 1000, 277])
    #expect(moves.map(\.from) == Array(stride(from: 16_384, to: 32_768, by: 5)))
    #expect(moves.map(\.to) == Array(32_769..<36_046))
    #expect(Set(try keysInView(path)) == Set(before))
    #expect(try keysInView(path).count == before.count)
    let expected = (0..<3277).map { Entry("k:\($0 * 5)", "value of \($0 * 5)") }
    #expect(try fixture.read(moves.map(\.to)) == expected)
    #expect(moves.map(\.hash) == expected.map { fixture.hash($0) })
    #expect(fixture.catalog.liveRowCount == 3278)
    #expect(fixture.catalog.state(of: 1)?.liveCount == 0)
    #expect(fixture.catalog.nextRow == moves[3276].to + 1)
  }

  @Test func aKillAfterAnyStepLeavesEveryRowOnce() throws {
    var fixture = try sparse(step: 40)
    let before = Set(try keysInView(fixture.directory.file("tokens.db")))
    var offset: Int? = 0
    while let from = offset {
      let request = fixture.catalog.copyRequest(segment: 1, fromOffset: from, rowLimit: 100)
      let result = try fixture.store.writer.copyForward(request)
      fixture.catalog.finishCopy(result)
      for move in result.moves { fixture.catalog.kill(move.from) }
      let killed = try fixture.directory.copy()
      let keys = try keysInView(killed.file("tokens.db"))
      #expect(keys.count == before.count && Set(keys) == before)
      let reopened = try StoreFixture(killed)
      #expect(reopened.catalog.liveRowCount == fixture.catalog.liveRowCount)
      #expect(reopened.catalog.nextRow == fixture.catalog.nextRow)
      offset = result.nextOffset
    }
  }

  @Test func aFailedCopyChangesNothingAndCanBeRepeated() throws {
    var fixture = try sparse(step: 2)
    let path = fixture.directory.file("tokens.db")
    let before = try keysInView(path)
    let database = fixture.store.writer.database
    let pages = try database.integer("PRAGMA page_count", for: "look") ?? 0
    try database.execute("PRAGMA max_page_count = \(pages + 1)", for: "limit")
    let request = fixture.catalog.copyRequest(segment: 1, fromOffset: 0, rowLimit: 8_000)
    do throws(StorageError) {
      _ = try fixture.store.writer.copyForward(request)
      Issue.record("copied beyond the limit")
    } catch {
      #expect(error.cause == .diskFull)
    }
    #expect(try keysInView(path) == before)
    try database.execute("PRAGMA max_page_count = 1000000", for: "lift")
    let result = try fixture.store.writer.copyForward(request)
    fixture.catalog.finishCopy(result)
    #expect(result.moves.count == 8_000)
    #expect(Set(try keysInView(path)) == Set(before))
  }

  /// The entry may have slid: only the engine knows.
  @Test func rowsWhoseOwnDeadlineHasPassedMoveToo() throws {
    var fixture = try sparse(step: 100, deadlineMs: 5_000)
    let results = try copyAll(&fixture, rowLimit: 1000)
    #expect(results.flatMap(\.moves).count == 164)
    #expect(results.allSatisfy { !$0.isIncomplete })
    #expect(fixture.catalog.sweepCandidates(nowMs: 5_000) == [2])
  }

  @Test func liveRowsThatAreMissingAreTold() throws {
    var fixture = try sparse(step: 100)
    try fixture.store.writer.database.execute(
      "DELETE FROM entries WHERE row = 16484", for: "damage")
    let results = try copyAll(&fixture, rowLimit: 100)
    #expect(results.map(\.isIncomplete) == [false, true])
    #expect(fixture.catalog.state(of: 1)?.liveCount == 1)
  }

  @Test func aCopyStopsAtFourMegabytes() throws {
    var fixture = try StoreFixture()
    let value = [UInt8](repeating: 1, count: 1 << 20)
    let rows = try fixture.save((0..<65).map { Entry(key: [UInt8($0)], value: value) })
    #expect(SegmentLayout.segment(of: rows[64]) == 2)
    let request = fixture.catalog.copyRequest(segment: 1, fromOffset: 0, rowLimit: 1000)
    let result = try fixture.store.writer.copyForward(request)
    #expect(result.moves.count == 4 && result.nextOffset == 4)
  }

  @Test func aCopyMayCrossIntoANewSegment() throws {
    var fixture = try StoreFixture()
    let saved = entries(16_384 * 2 - 10)
    let rows = try fixture.save(saved)
    for offset in 100..<16_384 { fixture.catalog.kill(rows[offset]) }
    try fixture.saveStates()
    let moves = try copyAll(&fixture, rowLimit: 64).flatMap(\.moves)
    #expect(moves.map(\.to) == Array(49_142..<49_242))
    try fixture.saveStates()
    let reopened = try StoreFixture(fixture.directory.copy())
    #expect(reopened.catalog.segmentIDs == [1, 2, 3])
    #expect(reopened.store.contents.tail.count == 90)
    #expect(try reopened.store.makeReader().segmentIndex(2)?.hashes.count == 16_384)
    #expect(try fixture.read(moves.map(\.to)) == Array(saved[..<100]))
  }

  @Test func reclaimingIsBoundedAndEndsWithTheSegmentGone() throws {
    var fixture = try StoreFixture()
    try fixture.save(entries(16_384 + 3))
    for row in SegmentLayout.rows(of: 1) { fixture.catalog.kill(row) }
    try fixture.saveStates()
    #expect(fixture.catalog.droppable() == [1])
    let database = fixture.store.writer.database
    for left in [11_384, 6_384, 1_384, 0] as [Int64] {
      let isGone = try fixture.store.writer.reclaim(segment: 1, rowLimit: 5_000)
      #expect(isGone == (left == 0))
      #expect(try database.integer("SELECT count(*) FROM entries", for: "look") == left + 3)
      // A kill in between leaves a store that can be opened and finished.
      let reopened = try StoreFixture(fixture.directory.copy())
      #expect(reopened.catalog.droppable() == (isGone ? [] : [1]))
      #expect(reopened.catalog.liveRowCount == 3)
    }
    #expect(try database.integer("SELECT count(*) FROM segments", for: "look") == 1)
    #expect(try database.integer("SELECT count(*) FROM segment_indexes", for: "look") == 0)
    #expect(try fixture.store.writer.reclaim(segment: 1, rowLimit: 10))
    fixture.catalog.remove(1)
    try fixture.save(entries(3, prefix: "after"))
    #expect(try keysInView(fixture.directory.file("tokens.db")).count == 6)
  }

  @Test func aFlushedStoreGoesOnBehindItsOldRows() throws {
    let directory = try TemporaryDirectory()
    do {
      var fixture = try StoreFixture(directory)
      try fixture.save(entries(100))
      fixture.catalog.killAll()
      try fixture.saveStates()
      #expect(try keysInView(directory.file("tokens.db")).isEmpty)
      #expect(fixture.catalog.droppable() == [1])
      #expect(try fixture.store.writer.reclaim(segment: 1, rowLimit: 20_000))
      fixture.catalog.remove(1)
      try fixture.save(entries(5, prefix: "new"))
    }
    let fixture = try StoreFixture(directory)
    #expect(fixture.catalog.segmentIDs == [2])
    #expect(fixture.store.contents.tail.count == 5)
    let count = try fixture.store.writer.database.integer(
      "SELECT count(*) FROM segment_indexes", for: "look")
    #expect(count == 0)
  }

  @Test func freedSpaceGoesBackToTheFileSystem() throws {
    var fixture = try StoreFixture()
    let writer = fixture.store.writer
    try fixture.save(
      (0..<20).map { Entry(key: [$0], value: [UInt8](repeating: 1, count: 500_000)) })
    #expect(writer.walPages > 600)
    #expect(try writer.checkpoint())
    #expect(writer.walPages == 0)
    let full = try writer.fileSizes()
    #expect(full.databaseBytes > 10_000_000 && full.walBytes > 10_000_000)
    fixture.catalog.killAll()
    try fixture.saveStates()
    #expect(try writer.reclaim(segment: 1, rowLimit: 20_000))
    let freed = try writer.fileSizes().freeBytes
    #expect(freed > 9_900_000)
    try writer.incrementalVacuum(pages: 100)
    #expect(try writer.fileSizes().freeBytes == freed - 100 * 16384)
    try writer.incrementalVacuum(pages: 1_000_000)
    try writer.close()
    let empty = try writer.fileSizes()
    #expect(empty.freeBytes == 0 && empty.databaseBytes < 200_000 && empty.walBytes == 0)
  }
}
