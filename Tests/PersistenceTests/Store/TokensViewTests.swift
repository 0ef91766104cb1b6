import Keyspace
import SeededRandom
import Testing

@testable import Persistence

/// D6, L7: `select key, expires_at from tokens` shows exactly the entries that are alive.
@Suite struct TokensViewTests {
  @Test func deadRowsAreNotShown() throws {
    var fixture = try StoreFixture()
    let rows = try fixture.save(entries(300))
    var random = SeededGenerator(seed: 11)
    var dead = Set<Int>()
    for _ in 0..<120 { dead.insert(random.below(300)) }
    for offset in dead { fixture.catalog.kill(rows[offset]) }
    try fixture.saveStates()
    let alive = (0..<300).filter { !dead.contains($0) }.map { "k:\($0)" }
    #expect(try keysInView(fixture.directory.file("tokens.db")) == alive)
  }

  @Test func everyBitOfTheBitmapCounts() throws {
    var fixture = try StoreFixture()
    let rows = try fixture.save(entries(16_384))
    for row in rows where row % 3 == 0 || row % 64 == 63 { fixture.catalog.kill(row) }
    try fixture.saveStates()
    let alive = rows.indices.filter { rows[$0] % 3 != 0 && rows[$0] % 64 != 63 }.map { "k:\($0)" }
    #expect(try keysInView(fixture.directory.file("tokens.db")) == alive)
  }

  @Test func expiredRowsAreNotShown() throws {
    var fixture = try StoreFixture()
    try fixture.save([Entry("past", deadlineMs: 1_600_000_000_000), Entry("future")])
    #expect(try keysInView(fixture.directory.file("tokens.db")) == ["future"])
  }

  @Test func columnsReadAsPeopleExpect() throws {
    var fixture = try StoreFixture()
    try fixture.save([
      Entry(
        database: 3, key: Array("oauth:token".utf8), value: Array("abc".utf8),
        lifetime: .sliding(nowMs: 4_000_000_000_000, windowMs: 60_000, maxTtlMs: 120_000))
    ])
    let database = try Database(path: fixture.directory.file("tokens.db"), readOnly: true)
    let statement = try database.prepare(
      """
      SELECT key, typeof(key), value, expires_at, expires, database, sliding, window_ms, cap_ms
      FROM tokens
      """, for: "look")
    #expect(try statement.step())
    let columns = (0..<9).map { String(decoding: statement.bytes($0), as: UTF8.self) }
    #expect(
      columns == [
        "oauth:token", "text", "abc", "4000000060000", "2096-10-02 07:07:40", "3", "1", "60000",
        "4000000120000",
      ])
  }
}
