import Keyspace
import Testing

@testable import Persistence

/// D6: databases whose numbers have been exchanged, in the file and to people.
@Suite struct SwappedDatabasesTests {
  private let directory: TemporaryDirectory
  private let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("tokens.db")
  }

  private static let swapped: DatabaseMap = {
    var map = DatabaseMap.identity
    map.swap(3, 14)
    map.swap(14, 0)
    return map
  }()

  private func number(_ sql: String) throws -> Int64? {
    try Database(path: path, readOnly: true).integer(sql, for: "look")
  }

  private func entry(_ database: UInt8) -> Entry {
    Entry(database: database, key: [UInt8(ascii: "a") + database], value: [1])
  }

  /// What the view says of each database, 0 first.
  private func shownNumbers() throws -> [Int64?] {
    try (0..<UInt8(16)).map { database in
      let letter = String(UnicodeScalar(UInt8(ascii: "a") + database))
      return try number("SELECT database FROM tokens WHERE key = '\(letter)'")
    }
  }

  private func commit(_ map: DatabaseMap, _ fixture: inout StoreFixture) throws {
    var commit = fixture.capture([])
    commit.databases = map
    try fixture.store.writer.commit(commit)
  }

  @Test func theViewShowsTheNumbersThatClientsKnow() throws {
    var fixture = try StoreFixture(directory)
    try fixture.save((0..<16).map(entry))
    #expect(try shownNumbers() == (0..<16).map { $0 })
    try commit(Self.swapped, &fixture)
    #expect(try shownNumbers() == (0..<16).map { Int64(Self.swapped.number(of: $0)) })
    try commit(.identity, &fixture)
    #expect(try shownNumbers() == (0..<16).map { $0 })
  }

  @Test func theNumbersAreFoundAgain() throws {
    var fixture = try StoreFixture(directory)
    #expect(fixture.store.contents.databases == .identity)
    try commit(Self.swapped, &fixture)
    // A commit that says nothing of them leaves them.
    try fixture.save([entry(3)])
    try fixture.store.writer.close()
    let copy = try StoreFixture(directory.copy())
    #expect(copy.store.contents.databases == Self.swapped)
  }

  /// An older program would serve the entries under wrong numbers, but only then.
  @Test func theFirstSwapMakesTheFileOneOfTheSecondVersion() throws {
    var fixture = try StoreFixture(directory)
    try commit(.identity, &fixture)
    #expect(try number("PRAGMA user_version") == 1)
    try commit(Self.swapped, &fixture)
    #expect(try number("PRAGMA user_version") == 2)
  }

  @Test func aNewerVersionInTheLogIsRefused() throws {
    let fixture = try StoreFixture(directory)
    try Database(path: path, readOnly: false).execute("PRAGMA user_version = 3", for: "be newer")
    let copy = try directory.copy()
    withExtendedLifetime(fixture.store) {}
    let error = #expect(throws: StorageError.self) { _ = try StoreFixture(copy) }
    #expect(error?.cause == .newerVersion)
  }

  @Test func aFileOfTheFirstVersionGetsTheViewThatKnowsNumbers() throws {
    do {
      var fixture = try StoreFixture(directory)
      try fixture.save((0..<16).map(entry))
      try fixture.store.writer.close()
    }
    let earlier = try Database(path: path, readOnly: false)
    try earlier.execute(
      "DROP VIEW tokens; CREATE VIEW tokens AS SELECT CAST(key AS TEXT) AS key, database, row "
        + "FROM entries", for: "make it old")
    let old = try directory.copy()
    var fixture = try StoreFixture(old)
    #expect(fixture.store.contents.databases == .identity)
    try commit(Self.swapped, &fixture)
    let shown = try Database(path: old.file("tokens.db"), readOnly: true).integer(
      "SELECT database FROM tokens WHERE key = 'd'", for: "look")
    #expect(shown == Int64(Self.swapped.number(of: 3)))
  }
}
