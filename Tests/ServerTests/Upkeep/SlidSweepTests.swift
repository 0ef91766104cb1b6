import Testing

@testable import Persistence
@testable import Server

/// L7, B3: entries whose rows say an earlier deadline than they have, because reads have slid it.
@Suite struct SlidSweepTests {
  private static let dayMs: Int64 = 86_400_000
  private let store: BigStore

  /// All tokens have been read once half an hour after they were saved; most of them are on disk.
  init() throws {
    store = try BigStore()
    store.rig.clock.pass(ms: 1_800_000)
    for number in 0..<BigStore.count { try Self.read(number, store) }
  }

  private static func read(_ number: Int, _ store: BigStore) throws {
    try #require(store.rig.call("GET", BigStore.key(number)) == .bulk(BigStore.value(number)))
  }

  /// The deadlines in the rows are over, and the segments have been swept.
  private func passOwnDeadlines() throws {
    store.rig.clock.pass(ms: Self.dayMs - 600_000)
    store.rig.pass(ms: 5000)
    #expect(try store.keyCount() == BigStore.count)
  }

  /// A minute after their deadline all are gone, although nobody has asked.
  private func expectAllGo() throws {
    store.rig.clock.pass(ms: 700_000)
    store.rig.pass(ms: 60_000)
    #expect(try store.keyCount() == 0)
  }

  @Test func aSlidEntryOnDiskExpiresUnasked() throws {
    try passOwnDeadlines()
    try expectAllGo()
  }

  /// The sweep sees them in memory, and leaves them to the timer there; then they leave memory.
  @Test func anEntryThatLeavesMemoryAfterTheSweepExpiresUnasked() throws {
    try passOwnDeadlines()
    let others = 120
    for number in 0..<others {
      let reply = store.rig.call("SET", "other:\(number)", BigStore.value(number), "EX", "90000")
      #expect(reply == .ok)
    }
    store.rig.pass(ms: 1000)
    #expect(try store.keyCount() == BigStore.count + others)
    store.rig.clock.pass(ms: 700_000)
    store.rig.pass(ms: 60_000)
    #expect(try store.keyCount() == others)
  }

  @Test func segmentsOfSlidEntriesAreCompacted() throws {
    try passOwnDeadlines()
    let core = try #require(store.rig.engine?.storage.core)
    for number in stride(from: 0, to: BigStore.count, by: 2) {
      #expect(store.rig.call("DEL", BigStore.key(number)) == .integer(1))
    }
    store.rig.pass(ms: 10_000)
    let (live, all) = (core.catalog.liveRowCount, core.catalog.rowCount)
    #expect(live == BigStore.count / 2)
    #expect((all - live) * 4 < all, "\(all) rows for \(live) entries")
    for number in stride(from: 1, to: BigStore.count, by: 2) { try Self.read(number, store) }
  }
}
