import Testing

@testable import Server

/// D4: while the index loads, a row may be that of an older value, and nobody knows that yet.
@Suite struct LoadingUpkeepTests {
  /// Copied behind its successor it would be the newer one at the next start.
  @Test func noRowIsCopiedBeforeAllAreKnown() throws {
    let store = try BigStore()
    let rig = store.rig
    for number in 0..<BigStore.count where number % 2 == 0 {
      try #require(rig.call("DEL", BigStore.key(number)) == .integer(1))
    }
    // The deaths are in the store, and none of what is left has been copied together yet.
    rig.pass(ms: 1100)
    let changed = (0..<BigStore.count).filter { $0 % 10 == 1 }
    for number in changed {
      try #require(rig.call("SET", BigStore.key(number), "new") == .ok)
    }
    try store.kill()
    let storage = try #require(rig.engine?.storage)
    var turns = 0
    while !storage.indexLoad.isComplete {
      rig.turn()
      turns += 1
      #expect(storage.upkeep.copiedRows == 0 || storage.indexLoad.isComplete)
    }
    #expect(turns > 3)
    rig.pass(ms: 5000)
    #expect(storage.upkeep.copiedRows > 0)
    try store.kill()
    rig.pass(ms: 3000)
    for number in changed { #expect(rig.call("GET", BigStore.key(number)) == .bulk("new")) }
  }
}
