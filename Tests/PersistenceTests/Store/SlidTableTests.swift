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
      #expect(fixture.store.contents.slidDeadlines.isEmpty)
      try fixture.store.writer.writeSlidDeadlines([3: [1]])
      try fixture.store.writer.writeSlidDeadlines(blocks)
      try fixture.store.writer.close()
    }
    let fixture = try StoreFixture(directory)
    #expect(fixture.store.contents.slidDeadlines == blocks)
  }

  @Test func theyGoWithTheirSegment() throws {
    var fixture = try StoreFixture()
    try fixture.save(entries(10))
    fixture.catalog.killAll()
    try fixture.saveStates()
    try fixture.store.writer.writeSlidDeadlines(blocks)
    #expect(try fixture.store.writer.reclaim(segment: 1, rowLimit: 20_000))
    let reopened = try StoreFixture(fixture.directory.copy())
    #expect(Set(reopened.store.contents.slidDeadlines.keys) == [2])
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
    #expect(fixture.store.contents.slidDeadlines.isEmpty)
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
    let slid = try StoreFixture(directory).store.contents.slidDeadlines
    #expect(slid[1] == [1] && slid[2]?.count == 16_384)
  }
}
