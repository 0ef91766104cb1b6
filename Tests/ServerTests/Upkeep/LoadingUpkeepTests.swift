import Configuration
import Testing

@testable import Server

/// D4: while the index loads, a row may be that of an older value, and nobody knows that yet.
@Suite struct LoadingUpkeepTests {
  /// Copied behind its successor it would be the newer one at the next start.
  @Test func noRowIsCopiedBeforeAllAreKnown() throws {
    let store = try BigStore { $0.configuration.flushIntervalMs = 60_000 }
    let rig = store.rig
    for number in 0..<BigStore.count where number % 2 == 0 {
      try #require(rig.call("DEL", BigStore.key(number)) == .integer(1))
    }
    // The stop writes the deaths, and leaves what is worth copying to the next run.
    rig.stop()
    try rig.start()
    let storage = try #require(rig.engine?.storage)
    let copiedBefore = storage.upkeep.copiedRows
    var turns = 0
    while !storage.indexLoad.isComplete {
      #expect(storage.upkeep.copiedRows == 0)
      rig.turn()
      turns += 1
    }
    #expect(copiedBefore == 0 && turns > 3)
    rig.pass(ms: 5000)
    #expect(storage.upkeep.copiedRows > 0)
    for number in 0..<BigStore.count {
      #expect(rig.call("EXISTS", BigStore.key(number)) == .integer(number % 2 == 0 ? 0 : 1))
    }
  }
}
