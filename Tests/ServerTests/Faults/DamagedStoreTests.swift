import Persistence
import SimulatedDisk
import Testing

@testable import Server

/// D8: damage below SQLite's own checks is told, ends no walk in a loop, and holds up nothing else.
@Suite struct DamagedStoreTests {
  private let store: BigStore
  private var rig: EngineRig { store.rig }

  init() throws { store = try BigStore() }

  @Test(arguments: [false, true]) func walksEndWhereARowIsMissing(isFlush: Bool) throws {
    try store.damage("DELETE FROM entries WHERE row IN (16384, 16390)")
    rig.pass(ms: 2000)
    #expect(try store.unindexedCount() == 0)
    // Another database has keys, so a flush walks over the keys of its own.
    _ = rig.call("SELECT", "1")
    #expect(rig.call("SET", "other", "v") == .ok)
    _ = rig.call("SELECT", "0")
    if isFlush {
      #expect(rig.call("FLUSHDB") == .ok)
      #expect(rig.call("DBSIZE") == .integer(0))
    } else {
      guard case .array(let keys) = rig.call("KEYS", "*") else {
        Issue.record("KEYS does not end")
        return
      }
      #expect(keys.count == BigStore.count - 2)
      #expect(rig.call("DBSIZE") == .integer(Int64(BigStore.count - 2)))
    }
    #expect(rig.messages.count("2 entries are missing in the database") == 1)
    #expect(rig.fact("store_damage") == "2")
  }

  @Test func aDamagedIndexHidesNoKey() throws {
    try store.damage(
      "UPDATE segment_indexes SET hashes = zeroblob(length(hashes)) WHERE segment = 1")
    #expect(try store.unindexedCount() > 2)
    #expect(rig.call("GET", BigStore.key(0)) == .bulk(BigStore.value(0)))
    #expect(rig.call("SETNX", BigStore.key(1), "v") == .integer(0))
    #expect(rig.call("DEL", BigStore.key(2)) == .integer(1))
    rig.pass(ms: 2000)
    #expect(rig.messages.count("the index of segment 1 was damaged") == 1)
    #expect(rig.call("DBSIZE") == .integer(Int64(BigStore.count - 1)))
    // It has been stored anew.
    rig.stop()
    rig.messages.removeAll()
    try rig.start()
    rig.pass(ms: 2000)
    #expect(rig.messages.count("damaged") == 0)
    #expect(rig.call("GET", BigStore.key(2)) == .null)
  }

  @Test func aFirstDeadlineTooFarAheadHoldsUpNoExpiry() throws {
    try store.damage("UPDATE segments SET first_deadline = 9000000000000000")
    rig.pass(ms: 2000)
    rig.clock.pass(ms: 86_400_000)
    rig.pass(ms: 60_000)
    #expect(try store.keyCount() == 0)
  }

  /// An hour of a segment that cannot be copied: a line a minute at most, and the others shrink.
  @Test func aSegmentThatCannotBeCopiedHoldsUpNoOther() throws {
    try store.damage(
      "CREATE TRIGGER damage BEFORE INSERT ON entries WHEN NEW.key = CAST('token:1' AS BLOB) "
        + "BEGIN SELECT RAISE(ABORT, 'damage'); END")
    rig.pass(ms: 2000)
    let core = try #require(rig.engine?.storage.core)
    for number in 0..<BigStore.count where number % 4 != 1 {
      #expect(rig.call("DEL", BigStore.key(number)) == .integer(1))
    }
    rig.pass(ms: 30_000)
    let liveCount = core.catalog.state(of: 1)?.liveCount ?? 0
    #expect(liveCount > 0, "it has been copied")
    let rows = core.catalog.rowCount
    #expect(rows < BigStore.count / 2, "\(rows) rows are left")
    rig.pass(ms: 90_000)
    let lines = rig.messages.count("upkeep of the files pauses")
    #expect((1...3).contains(lines), "\(lines) lines")
  }
}
