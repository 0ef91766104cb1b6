import Configuration
import Testing

@testable import Server

/// D2: concurrent writes share one disk sync.
@Suite struct SyncHoldTests {
  struct Case: Sendable {
    var tookMs: Int64
    var then: Int
    var waiting: Int
    var afterMs: Int64
    var isOver: Bool
  }

  @Test(
    "The next sync waits half as long as the last took, 5 ms at most, until as many are back",
    arguments: [
      Case(tookMs: 1, then: 50, waiting: 0, afterMs: 0, isOver: true),
      Case(tookMs: 4, then: 50, waiting: 49, afterMs: 0, isOver: false),
      Case(tookMs: 4, then: 50, waiting: 50, afterMs: 0, isOver: true),
      Case(tookMs: 4, then: 50, waiting: 49, afterMs: 1, isOver: false),
      Case(tookMs: 4, then: 50, waiting: 49, afterMs: 2, isOver: true),
      Case(tookMs: 240, then: 2, waiting: 1, afterMs: 4, isOver: false),
      Case(tookMs: 240, then: 2, waiting: 1, afterMs: 5, isOver: true),
      Case(tookMs: 240, then: 2, waiting: 1, afterMs: -3_600_000, isOver: true),
    ])
  func itWaits(each: Case) {
    let hold = SyncHold(syncTookMs: each.tookMs, waitingClients: each.then, nowMs: 1000)
    let nowMs = 1000 + each.afterMs
    #expect(hold.isOver(waitingClients: each.waiting, nowMs: nowMs) == each.isOver)
    #expect((hold.dueMs(nowMs: nowMs) == nowMs) == hold.isOver(waitingClients: -1, nowMs: nowMs))
  }

  private let rig: EngineRig
  private let other: Int32

  /// Two clients on a disk whose syncs take 8 ms; both have been served once.
  init() throws {
    rig = EngineRig { $0.durability = .always }
    rig.syncTakesMs = 8
    try rig.start()
    other = rig.connectAnother()
    rig.send(["SET", "a", "1"])
    EngineRig.send(["SET", "b", "1"], to: other)
    rig.turn()
    try #require(rig.reply(turns: 1) == .ok && EngineRig.hasInput(other))
  }

  @Test func aSyncWaitsForThoseWhoShareIt() throws {
    let journal = try #require(rig.engine?.storage.journal)
    rig.send(["SET", "a", "2"])
    #expect(rig.reply(turns: 2) == nil, "not held")
    #expect(journal.syncedLsn < journal.head)
    EngineRig.send(["SET", "b", "2"], to: other)
    #expect(rig.reply(turns: 2) == .ok, "held although everybody is back")
    #expect(journal.syncedLsn == journal.head && EngineRig.hasInput(other), "not shared")
  }

  @Test(arguments: [5, -3_600_000]) func whoComesBackAloneWaitsOnlyForAMoment(ms: Int64) throws {
    let storage = try #require(rig.engine?.storage)
    rig.send(["SET", "a", "2"])
    #expect(rig.reply(turns: 2) == nil, "not held")
    let nowMs = rig.clock.wallMs
    #expect((nowMs + 4...nowMs + 5).contains(storage.nextDueMs(nowMs: nowMs) ?? 0))
    rig.clock.step(ms: ms)
    #expect(rig.reply(turns: 2) == .ok, "held for longer")
    rig.send(["SET", "a", "3"])
    #expect(rig.reply(turns: 2) == .ok, "held for nobody")
  }
}
