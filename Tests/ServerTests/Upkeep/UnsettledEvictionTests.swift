import Configuration
import Testing

@testable import Server

/// B3, D4: what a replay of the journal would bring back is not evicted at `maxdisk`.
@Suite struct UnsettledEvictionTests {
  @Test func rowsGoOnlyOnceNoReplayRepeatsThem() throws {
    let store = try BigStore { $0.configuration.flushIntervalMs = 60_000 }
    let rig = store.rig
    // What waits to be written would make a commit, which settles more.
    rig.stop()
    try rig.start()
    rig.pass(ms: 3000)
    let storage = try #require(rig.engine?.storage)
    let all = try store.keyCount()
    #expect(all == BigStore.count)
    storage.eviction.settledRow = 0
    rig.configuration.maxDiskBytes = 24 << 20
    storage.disk.adopt(rig.configuration)
    rig.pass(ms: 3000)
    #expect(storage.disk.excessRows > 20)
    #expect(try store.keyCount() == all)
    storage.eviction.settledRow = .max
    rig.pass(ms: 3000)
    #expect(try store.keyCount() < all - 20)
    #expect(storage.disk.excessRows == 0)
  }
}
