import Keyspace
import SeededRandom
import Testing

@testable import Persistence

/// B3: which rows are nearest their deadline, told from a sample.
@Suite struct NearestDeadlineTests {
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func aDeadlineIsReachedFirstByAboutAsManyRowsAsAsked(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var catalog = Catalog()
    var deadlines: [Int64] = []
    for _ in 0..<200_000 {
      deadlines.append(Int64(random.below(1_000_000)))
      _ = catalog.allocate(deadlineMs: deadlines[deadlines.count - 1], byteCount: 10)
    }
    for wanted in [10_000, 50_000, 150_000] {
      let deadline = catalog.deadlineMs(ofNearest: wanted) ?? 0
      let found = deadlines.count { $0 <= deadline }
      // Four standard deviations of the sample.
      let error = 4 * Double(wanted) / (Double(wanted) / 128).squareRoot()
      #expect(abs(Double(found - wanted)) <= error, "\(found) for \(wanted), seed \(seed)")
    }
    let last = catalog.deadlineMs(ofNearest: .max / 2)
    #expect(last.map { $0 <= 1_000_000 } == true)
  }

  @Test func deadRowsAreNotAmongTheNearest() throws {
    var catalog = Catalog()
    let rows = (0..<40_000).map { catalog.allocate(deadlineMs: Int64($0), byteCount: 10) }
    for row in rows[..<20_000] { catalog.kill(row) }
    let deadline = catalog.deadlineMs(ofNearest: 1280) ?? 0
    #expect((21_000...21_500).contains(deadline))
    catalog.killAll()
    let none = catalog.deadlineMs(ofNearest: 1)
    #expect(none == nil)
  }

  @Test func segmentsComeWithMostOfThemLast() {
    var catalog = Catalog()
    for segment in 0..<4 {
      for offset in 0..<SegmentLayout.rowsPerSegment {
        // The share of early rows: none, a quarter, a half, three quarters.
        let isEarly = offset / 128 % 4 < segment
        _ = catalog.allocate(deadlineMs: isEarly ? 5 : 500, byteCount: 10)
      }
    }
    let due = [4, 5, 500].map { catalog.segments(dueBy: $0) }
    #expect(due[0] == [] && due[1] == [2, 3, 4] && Set(due[2]) == [1, 2, 3, 4])
  }

  @Test func aReopenedStoreIsSampledAsItsIndexesAreRead() throws {
    let directory = try TemporaryDirectory()
    do {
      var fixture = try StoreFixture(directory)
      try fixture.save(entries(16_384, deadlineMs: 1_000) + entries(300, prefix: "tail"))
    }
    var fixture = try StoreFixture(directory)
    let unknown = fixture.catalog.deadlineMs(ofNearest: 1)
    #expect(unknown == nil)
    let index = try #require(try fixture.store.makeReader().segmentIndex(1))
    for (position, offset) in index.offsets.enumerated() {
      let row = SegmentLayout.row(segment: 1, offset: Int(offset))
      fixture.catalog.noteDeadline(index.deadlinesMs[position], ofRow: row)
    }
    for header in fixture.store.contents.tail.headers {
      fixture.catalog.noteDeadline(header.lifetime.deadlineMs, ofRow: header.row)
    }
    let known = [16_000, 17_000].map { fixture.catalog.deadlineMs(ofNearest: $0) }
    #expect(known == [1_000, Entry.farMs])
    let due = fixture.catalog.segments(dueBy: 1_000)
    #expect(due == [1])
  }

  @Test func theClosingSizeCanBeLowered() {
    var catalog = Catalog()
    catalog.closingBytes = 1 << 20
    let rows = (0..<20).map { _ in catalog.allocate(deadlineMs: 1, byteCount: 100_000) }
    #expect(SegmentLayout.segment(of: rows[10]) == 1 && SegmentLayout.segment(of: rows[11]) == 2)
  }

  @Test func scarceSpaceMakesAlmostFullSegmentsWorthCompacting() {
    var catalog = Catalog()
    let rows = (0..<40_000).map { _ in catalog.allocate(deadlineMs: 1, byteCount: 10) }
    for row in rows[..<800] { catalog.kill(row) }
    let early = catalog.compactionCandidate(isUrgent: true)
    for row in rows[800..<900] { catalog.kill(row) }
    let (urgent, usual) = (
      catalog.compactionCandidate(isUrgent: true), catalog.compactionCandidate()
    )
    #expect(early == nil && urgent == 1 && usual == nil)
  }
}
