import Keyspace
import SeededRandom
import Testing

@testable import Persistence

/// Segments are sealed when they are left, survive restarts, and can be searched and swept.
@Suite struct SegmentTests {
  @Test func aSegmentThatIsLeftGetsASortedIndex() throws {
    var fixture = try StoreFixture()
    let saved = entries(16_384 + 10)
    for part in stride(from: 0, to: saved.count, by: 5_000) {
      try fixture.save(Array(saved[part..<min(part + 5_000, saved.count)]))
    }
    let index = try #require(try fixture.store.makeReader().segmentIndex(1))
    #expect(index.hashes == index.hashes.sorted())
    #expect(index.offsets.sorted() == Array(0..<16_384))
    for position in stride(from: 0, to: 16_384, by: 97) {
      let entry = saved[Int(index.offsets[position])]
      #expect(index.hashes[position] == fixture.hash(entry))
      #expect(index.deadlinesMs[position] == entry.lifetime.deadlineMs)
    }
    #expect(try fixture.store.makeReader().segmentIndex(2)?.offsets.count == 10)
    #expect(try fixture.store.makeReader().segmentIndex(3) == nil)
  }

  @Test func aReopenedStoreGoesOnInTheOpenSegment() throws {
    let directory = try TemporaryDirectory()
    let saved = entries(40_000)
    for part in stride(from: 0, to: saved.count, by: 4_000) {
      var fixture = try StoreFixture(directory)
      let open = SegmentLayout.segment(of: fixture.catalog.nextRow)
      #expect(fixture.catalog.unindexedSegments == Array(1..<max(open, 1)))
      #expect(fixture.store.contents.tail.count == part % 16_384)
      try fixture.save(Array(saved[part..<(part + 4_000)]))
    }
    let fixture = try StoreFixture(directory)
    #expect(fixture.catalog.segmentIDs == [1, 2, 3])
    #expect(fixture.catalog.liveRowCount == 40_000)
    let reader = try fixture.store.makeReader()
    for segment in 1...2 as ClosedRange<UInt64> {
      let index = try #require(try reader.segmentIndex(segment))
      let first = Int(segment - 1) * 16_384
      #expect(Set(index.hashes) == Set(saved[first..<(first + 16_384)].map { fixture.hash($0) }))
    }
    #expect(try keysInView(directory.file("tokens.db")).count == 40_000)
  }

  @Test func theCatalogOfAReopenedStoreIsTheOneThatWasCommitted() throws {
    let directory = try TemporaryDirectory()
    var random = SeededGenerator(seed: 4)
    var states: [SegmentState] = []
    do {
      var fixture = try StoreFixture(directory)
      let rows = try fixture.save(entries(50_000, deadlineMs: 77))
      for _ in 0..<9_000 { fixture.catalog.kill(rows[random.below(rows.count)]) }
      try fixture.saveStates()
      states = fixture.catalog.segmentIDs.compactMap { fixture.catalog.state(of: $0) }
    }
    let fixture = try StoreFixture(directory)
    #expect(fixture.store.contents.states == states)
    #expect(states.map(\.firstDeadlineMs) == [77, 77, 77, 77])
  }

  @Test func keysAreLocatedInSealedSegmentsAndMissesAreNot() throws {
    var fixture = try StoreFixture()
    let saved = entries(16_384 * 3 + 1)
    try fixture.save(saved)
    let wanted = [0, 1, 16_383, 16_384, 30_000, 49_151].map { saved[$0] }
    let missing = [
      Entry("absent"), saved[49_152], Entry(database: 1, key: saved[0].key, value: []),
    ]
    let requests = (wanted + missing).map {
      LocateRequest(database: $0.database, key: $0.key, hash: fixture.hash($0))
    }
    let found = try fixture.store.makeReader().locate(requests, segments: [1, 2, 3, 9])
    let values = Dictionary(
      uniqueKeysWithValues: found.matches.map { ($0.request, found.rows.entries[$0.row]) })
    #expect(values.keys.sorted() == Array(0..<wanted.count))
    for (request, entry) in wanted.enumerated() { #expect(values[request] == entry) }
    let narrow = try fixture.store.makeReader().locate(requests, segments: [2])
    #expect(narrow.matches.map(\.request) == [3, 4])
  }

  @Test func theNewestRowOfAKeyIsLocated() throws {
    var fixture = try StoreFixture()
    // The same key 600 times: equal hashes fill more than one run of the search.
    let saved = (0..<(16_384 * 2 + 1)).map { Entry($0 % 27 == 0 ? "again" : "k\($0)", "\($0)") }
    let rows = try fixture.save(saved)
    let last = try #require(saved[..<32_768].lastIndex { $0.key == Array("again".utf8) })
    let request = LocateRequest(database: 0, key: saved[last].key, hash: fixture.hash(saved[last]))
    let found = try fixture.store.makeReader().locate([request], segments: [1, 2])
    #expect(found.rows.headers.map(\.row) == [rows[last]])
  }

  @Test func aHashSharedByOtherKeysIsNoMatch() throws {
    var fixture = try StoreFixture { $0.hash = { _, _, key in UInt64(key.first ?? 0) % 3 } }
    let saved = (0..<16_385).map {
      Entry(key: [UInt8($0 % 3), UInt8($0 >> 8), UInt8($0 & 255)], value: [])
    }
    let batch = RowBatch()
    for entry in saved {
      let row = fixture.catalog.allocate(deadlineMs: Entry.farMs, byteCount: 3)
      entry.append(to: batch, row: row, hash: UInt64(entry.key[0]))
    }
    try fixture.store.writer.commit(
      StoreCommit(
        rows: batch, states: fixture.catalog.takeChangedStates(), journalThrough: 0,
        nextRow: fixture.catalog.nextRow))
    let keys = [saved[5].key, saved[16_000].key, [1, 255, 255]]
    var requests = keys.map { LocateRequest(database: 0, key: $0, hash: UInt64($0[0])) }
    requests.append(LocateRequest(database: 1, key: keys[0], hash: UInt64(keys[0][0])))
    let found = try fixture.store.makeReader().locate(requests, segments: [1])
    #expect(found.matches.map(\.request) == [0, 1])
    #expect(found.matches.map { found.rows.entries[$0.row].key } == Array(keys[..<2]))
  }

  @Test(arguments: [16_384, 100])
  func expiredRowsAndTheNextDeadlineAreFoundInSealedAndOpenSegments(rowCount: Int) throws {
    var fixture = try StoreFixture()
    let saved = (0..<rowCount).map { Entry("k\($0)", deadlineMs: Int64($0 * 10)) }
    let rows = try fixture.save(saved)
    if rowCount == 16_384 { _ = try fixture.save(entries(1, prefix: "seals")) }
    let reader = try fixture.store.makeReader()
    let found = try reader.expiredRows(segment: 1, nowMs: 500)
    #expect(found.rows.map(\.row).sorted() == Array(rows[0...50]))
    #expect(found.nextDeadlineMs == 510)
    for row in found.rows {
      #expect(row.hash == fixture.hash(saved[SegmentLayout.offset(of: row.row)]))
    }
    let all = try reader.expiredRows(segment: 1, nowMs: .max)
    #expect(all.rows.count == rowCount && all.nextDeadlineMs == nil)
    #expect(
      try reader.expiredRows(segment: 5, nowMs: 0) == ExpiredRows(rows: [], nextDeadlineMs: nil))
  }
}
