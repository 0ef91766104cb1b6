import SimulatedDisk
import Testing

@testable import Server

/// D4: what was deleted stays deleted while a start still loads the index, and after a kill then.
@Suite struct LoadingDeletesTests {
  private static let deleted = Array(stride(from: 0, to: BigStore.count, by: 5))

  private func expectDeletedAreGone(_ store: BigStore) {
    for number in Self.deleted {
      #expect(store.rig.call("GET", BigStore.key(number)) == .null, "\(number) is back")
    }
  }

  /// Makes a commit while the index is loading.
  private func commitWhileLoading(_ store: BigStore) throws {
    let writeBehind = try #require(store.rig.engine?.storage.work.writeBehind)
    #expect(store.rig.call("SET", "new", "v") == .ok)
    let before = writeBehind.committedRows
    writeBehind.wantRoom()
    while writeBehind.committedRows == before { store.rig.turn() }
    try #require(try store.unindexedCount() > 0, "all has been loaded")
  }

  /// The rows of the deleted keys are not known to be dead before the index is complete, so the
  /// journal must go on saying that they are.
  @Test func aKillWhileTheIndexLoadsBringsNoneBack() throws {
    let store = try BigStore()
    for number in Self.deleted {
      try #require(store.rig.call("DEL", BigStore.key(number)) == .integer(1))
    }
    try store.kill()
    try commitWhileLoading(store)
    try store.kill()
    store.rig.pass(ms: 3000)
    expectDeletedAreGone(store)
    #expect(
      store.rig.call("DBSIZE") == .integer(Int64(BigStore.count - Self.deleted.count + 1)))
  }

  @Test func aDeadRowIsNotServedBeforeTheIndexIsThere() throws {
    let store = try BigStore()
    for number in Self.deleted {
      try #require(store.rig.call("DEL", BigStore.key(number)) == .integer(1))
    }
    // The deaths are in the store, and nothing of them in the journal.
    store.rig.pass(ms: 3000)
    store.rig.stop()
    try store.rig.start()
    try #require(try store.unindexedCount() > 2)
    let first = try #require(Self.deleted.first)
    #expect(store.rig.call("GET", BigStore.key(first)) == .null)
    #expect(store.rig.call("EXISTS", BigStore.key(Self.deleted[1])) == .integer(0))
  }

  /// A row that the journal's newer state replaces is dead once its key is known, and stays so.
  @Test func anOverwrittenRowDiesWithItsKey() throws {
    let store = try BigStore()
    for number in Self.deleted {
      try #require(store.rig.call("SET", BigStore.key(number), "new") == .ok)
    }
    try store.kill()
    store.rig.pass(ms: 3000)
    #expect(try store.unindexedCount() == 0)
    for number in Self.deleted {
      #expect(store.rig.call("DEL", BigStore.key(number)) == .integer(1))
    }
    store.rig.pass(ms: 3000)
    store.rig.stop()
    try store.rig.start()
    store.rig.pass(ms: 3000)
    expectDeletedAreGone(store)
    #expect(store.rig.call("DBSIZE") == .integer(Int64(BigStore.count - Self.deleted.count)))
  }
}
