import Testing

@testable import Persistence

/// B3: which rows are nearest their deadline, told from a sample.
@Suite struct NearestDeadlineTests {
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func aDeadlineIsReachedFirstByAboutAsManyRowsAsAsked(seed: UInt64) throws {
    var random = Random(seed: seed)
    var catalog = Catalog()
    var deadlines: [Int64] = []
    for _ in 0..<200_000 {
      deadlines.append(Int64(random.below(1_000_000)))
      _ = catalog.allocate(deadlineMs: deadlines[deadlines.count - 1], byteCount: 10)
    }
    for wanted in [10_000, 50_000, 150_000] {
      let deadline = try #require(catalog.deadlineMs(ofNearest: wanted))
      let found = deadlines.count { $0 <= deadline }
      // Four standard deviations of the sample.
      let error = 4 * Double(wanted) / (Double(wanted) / 128).squareRoot()
      #expect(abs(Double(found - wanted)) <= error, "\(found) for \(wanted), seed \(seed)")
    }
    #expect(try #require(catalog.deadlineMs(ofNearest: .max / 2)) <= 1_000_000)
  }

  @Test func deadRowsAreNotAmongTheNearest() throws {
    var catalog = Catalog()
    let rows = (0..<40_000).map { catalog.allocate(deadlineMs: Int64($0), byteCount: 10) }
    for row in rows[..<20_000] { catalog.kill(row) }
    let deadline = try #require(catalog.deadlineMs(ofNearest: 1280))
    #expect((21_000...21_500).contains(deadline))
    catalog.killAll()
    #expect(catalog.deadlineMs(ofNearest: 1) == nil)
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
    #expect(catalog.segments(dueBy: 5) == [2, 3, 4])
    #expect(catalog.segments(dueBy: 4) == [])
    #expect(Set(catalog.segments(dueBy: 500)) == [1, 2, 3, 4])
  }

  @Test func aReopenedStoreIsSampledAsItsIndexesAreRead() throws {
    let directory = try TemporaryDirectory()
    do {
      var fixture = try StoreFixture(directory)
      try fixture.save(entries(16_384, deadlineMs: 1_000) + entries(300, prefix: "tail"))
    }
    var fixture = try StoreFixture(directory)
    #expect(fixture.catalog.deadlineMs(ofNearest: 1) == nil)
    let index = try #require(try fixture.store.makeReader().segmentIndex(1))
    for (position, offset) in index.offsets.enumerated() {
      let row = SegmentLayout.row(segment: 1, offset: Int(offset))
      fixture.catalog.noteDeadline(index.deadlinesMs[position], ofRow: row)
    }
    for header in fixture.store.contents.tail.headers {
      fixture.catalog.noteDeadline(header.lifetime.deadlineMs, ofRow: header.row)
    }
    #expect(fixture.catalog.deadlineMs(ofNearest: 16_000) == 1_000)
    #expect(fixture.catalog.deadlineMs(ofNearest: 17_000) == Entry.farMs)
    #expect(fixture.catalog.segments(dueBy: 1_000) == [1])
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
    #expect(catalog.compactionCandidate(isUrgent: true) == nil)
    for row in rows[800..<900] { catalog.kill(row) }
    #expect(catalog.compactionCandidate(isUrgent: true) == 1)
    #expect(catalog.compactionCandidate() == nil)
  }
}
