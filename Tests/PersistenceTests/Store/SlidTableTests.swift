import Keyspace
import Testing

@testable import Persistence

/// D7: deadlines that had slid at a clean stop come back.
@Suite struct SlidTableTests {
  private let blocks: [UInt64: [UInt32]] = [
    1: [0, 7, .max], 2: [UInt32](repeating: 5, count: 16_384),
  ]

  @Test func theyComeBackAndTheNextStopReplacesThem() throws {
    let directory = try TemporaryDirectory()
    do {
      let fixture = try StoreFixture(directory)
      #expect(try slid(fixture, [1, 2, 3]).isEmpty)
      try fixture.store.writer.writeSlidDeadlines([3: [1]])
      try fixture.store.writer.writeSlidDeadlines(blocks)
      try fixture.store.writer.close()
    }
    let fixture = try StoreFixture(directory)
    #expect(try slid(fixture, [1, 2, 3]) == blocks)
  }

  /// What there is about these segments.
  private func slid(_ fixture: borrowing StoreFixture, _ segments: [UInt64]) throws -> [UInt64:
    [UInt32]]
  {
    let reader = try fixture.store.makeReader()
    let pairs = try segments.map { ($0, try reader.slidDeadlines(ofSegment: $0)) }
    return Dictionary(uniqueKeysWithValues: pairs).filter { !$0.value.isEmpty }
  }

  @Test func whatAStopHasNotReadStaysAndTakesInWhatHasSlidSince() throws {
    let fixture = try StoreFixture(TemporaryDirectory())
    try fixture.store.writer.writeSlidDeadlines([1: [9, 7], 2: [5], 3: [4, 4]])
    try fixture.store.writer.writeSlidDeadlines([2: [3, 8], 4: [6]], unread: [1, 2])
    #expect(try slid(fixture, [1, 2, 3, 4]) == [1: [9, 7], 2: [5, 8], 4: [6]])
  }

  @Test func aRowThatIsFoundOnDiskBringsItsOwn() throws {
    var fixture = try StoreFixture()
    let saved = entries(16_385)
    try fixture.save(saved)
    try fixture.store.writer.writeSlidDeadlines([1: [0, 77]])
    let requests = saved[..<3].map {
      LocateRequest(database: $0.database, key: $0.key, hash: fixture.hash($0))
    }
    let found = try fixture.store.makeReader().locate(requests, segments: [1])
    #expect(found.matches.map(\.slidDeadline) == [0, 77, 0])
  }

  @Test func thoseOfTheOpenSegmentComeWithTheStore() throws {
    var fixture = try StoreFixture()
    try fixture.save(entries(3))
    try fixture.store.writer.writeSlidDeadlines(blocks)
    let reopened = try StoreFixture(fixture.directory.copy())
    #expect(reopened.store.contents.tailSegment == 1)
    #expect(reopened.store.contents.tailSlidDeadlines == blocks[1])
  }

  @Test func theyGoWithTheirSegment() throws {
    var fixture = try StoreFixture()
    try fixture.save(entries(10))
    fixture.catalog.killAll()
    try fixture.saveStates()
    try fixture.store.writer.writeSlidDeadlines(blocks)
    #expect(try fixture.store.writer.reclaim(segment: 1, rowLimit: 20_000))
    let reopened = try StoreFixture(fixture.directory.copy())
    #expect(Set(try slid(reopened, [1, 2]).keys) == [2])
  }

  @Test func aStoreOfAnEarlierVersionGetsTheTable() throws {
    let directory = try TemporaryDirectory()
    do {
      let fixture = try StoreFixture(directory)
      try fixture.store.writer.database.execute("DROP TABLE slid", for: "age")
      try fixture.store.writer.close()
    }
    let fixture = try StoreFixture(directory)
    try fixture.store.writer.writeSlidDeadlines(blocks)
    #expect(try slid(fixture, [1, 2]) == blocks)
  }

  @Test func aDamagedBlobIsReadAsFarAsItGoes() throws {
    let directory = try TemporaryDirectory()
    do {
      let fixture = try StoreFixture(directory)
      let database = fixture.store.writer.database
      try database.execute("INSERT INTO slid VALUES (1, x'0100000002')", for: "damage")
      try database.execute("INSERT INTO slid VALUES (2, zeroblob(100000))", for: "damage")
      try fixture.store.writer.close()
    }
    let slid = try slid(StoreFixture(directory), [1, 2])
    #expect(slid[1] == [1] && slid[2]?.count == 16_384)
  }
}
