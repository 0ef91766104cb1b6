import Keyspace
import Testing

@testable import Persistence

/// D4, D8: a key whose hash is damaged in the stored index must not count as absent.
@Suite struct IndexDamageTests {
  private static let count = 16_384
  private let directory: TemporaryDirectory

  /// One closed segment with a stored index.
  init() throws {
    directory = try TemporaryDirectory()
    var fixture = try StoreFixture(directory)
    try fixture.save(entries(Self.count + 1))
  }

  private func damage(_ sql: String) throws {
    let database = try Database(path: directory.file("tokens.db"), readOnly: false)
    try database.execute(sql, for: "damage")
  }

  /// Flips a bit of a blob in place.
  private func flip(_ column: String, at offset: Int, table: String = "segment_indexes") throws {
    let database = try Database(path: directory.file("tokens.db"), readOnly: false)
    let select = try database.prepare("SELECT \(column) FROM \(table)", for: "look")
    _ = try select.step()
    var bytes = Array(select.bytes(0))
    select.reset()
    bytes[offset < 0 ? bytes.count + offset : offset] ^= 4
    let update = try database.prepare("UPDATE \(table) SET \(column) = ?", for: "damage")
    try update.bind(copying: bytes, at: 1)
    _ = try update.step()
  }

  /// All keys are found, by a search and by a load, and the index that is loaded is the right one.
  private func expectAllFound(isRebuilt: Bool) throws {
    let fixture = try StoreFixture(directory)
    let reader = try fixture.store.makeReader()
    let all = entries(Self.count)
    let requests = all.map {
      LocateRequest(database: $0.database, key: $0.key, hash: fixture.hash($0))
    }
    #expect(try reader.locate(requests, segments: [1]).matches.count == Self.count)
    let index = try #require(try reader.segmentIndex(1))
    #expect(index.isRebuilt == isRebuilt)
    #expect(index.hashes == requests.map(\.hash).sorted())
  }

  @Test func aSoundIndexIsUsed() throws { try expectAllFound(isRebuilt: false) }

  @Test(arguments: [0, 7, 65_530, 131_071, 131_072, 150_000, -1])
  func aDamagedIndexIsMadeAnew(offset: Int) throws {
    try flip("hashes", at: offset)
    try expectAllFound(isRebuilt: true)
  }

  @Test func damagedDeadlinesAreMadeAnew() throws {
    try flip("deadlines", at: 5_000)
    try expectAllFound(isRebuilt: true)
  }

  @Test(arguments: [
    "DELETE FROM segment_indexes", "UPDATE segment_indexes SET hashes = x'00'",
    "UPDATE segment_indexes SET deadlines = zeroblob(80), hashes = zeroblob(100)",
    "UPDATE index_checks SET sums = x'00'",
  ])
  func anIndexThatIsNoneIsMadeAnew(sql: String) throws {
    try damage(sql)
    try expectAllFound(isRebuilt: true)
  }

  /// The version before stored no checksums.
  @Test func anIndexWithoutChecksIsUsed() throws {
    try damage("DROP TABLE index_checks")
    try expectAllFound(isRebuilt: false)
  }

  @Test func theRepairedIndexIsStored() throws {
    try flip("hashes", at: 8_000)
    do {
      let fixture = try StoreFixture(directory)
      let index = try #require(try fixture.store.makeReader().segmentIndex(1))
      try fixture.store.writer.replace(index)
    }
    try expectAllFound(isRebuilt: false)
  }

  @Test func anIndexTellsTheHashesOfMissingRows() throws {
    try damage("DELETE FROM entries WHERE row = 20000")
    let fixture = try StoreFixture(directory)
    let hashes = try fixture.store.makeReader().hashes(ofRows: [20_000, 16_384])
    let all = entries(Self.count)
    #expect(hashes == [20_000: fixture.hash(all[20_000 - 16_384]), 16_384: fixture.hash(all[0])])
  }
}
