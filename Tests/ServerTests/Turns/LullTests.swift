import Configuration
import Dispatch
import Testing

@testable import Server

/// The loop lets requests gather only where many clients are busy and few of them wait.
@Suite struct LullTests {
  struct Case: Sendable {
    /// Clients of a millisecond, how many ms after its beginning the next turn begins, and what part
    /// of the time between the loop was waiting.
    var clients: Int
    var afterMs: Int64 = 1
    var idlePercent: UInt64 = 0
    var ready: Int
    var isWorthwhile: Bool
  }

  @Test(arguments: [
    Case(clients: 31, ready: 1, isWorthwhile: false),
    Case(clients: 32, ready: 1, isWorthwhile: true),
    Case(clients: 32, ready: 4, isWorthwhile: false),
    Case(clients: 33, ready: 4, isWorthwhile: true),
    Case(clients: 1000, ready: 124, isWorthwhile: true),
    Case(clients: 1000, ready: 125, isWorthwhile: false),
    Case(clients: 1000, afterMs: 0, ready: 1, isWorthwhile: false),
    Case(clients: 1000, afterMs: 2, ready: 1, isWorthwhile: false),
    Case(clients: 1000, afterMs: -3_600_000, ready: 1, isWorthwhile: false),
    Case(clients: 1000, idlePercent: 39, ready: 1, isWorthwhile: true),
    Case(clients: 1000, idlePercent: 40, ready: 1, isWorthwhile: false),
    Case(clients: 1000, idlePercent: 100, ready: 1, isWorthwhile: false),
  ])
  func itIsWorthwhile(each: Case) {
    var lull = Lull()
    lull.beginTurn(nowMs: 5000, Lull.Time(ticks: 70_000, idleTicks: 60_000))
    for _ in 0..<each.clients { lull.noteClient() }
    lull.beginTurn(
      nowMs: 5000 + each.afterMs,
      Lull.Time(ticks: 80_000, idleTicks: 60_000 + each.idlePercent * 100))
    #expect(lull.isWorthwhile(afterReady: each.ready) == each.isWorthwhile)
  }

  @Test(arguments: [Configuration.Durability.everySecond, .always])
  func fortyClientsMakeOneUnlessSomebodyWaitsForTheDisk(durability: Configuration.Durability) throws
  {
    let rig = EngineRig { $0.durability = durability }
    rig.syncTakesMs = 8
    try rig.start()
    let others = (0..<40).map { _ in rig.connectAnother() }
    rig.clock.pass(ms: 1)
    for other in others { EngineRig.send(["GET", "k"], to: other) }
    rig.turn()
    rig.clock.pass(ms: 1)
    rig.send(["SET", "k", "1"])
    // The turn alone: the sync that `always` makes the reply wait for reports in the next one.
    try #require(rig.engine?.queue.sync { rig.engine?.loop.poll() } == true)
    #expect(rig.engine?.wantsLull(afterReady: 1) == (durability == .everySecond))
  }

  @Test func aClientWithManyRequestsIsOne() throws {
    let rig = EngineRig()
    try rig.start()
    rig.clock.pass(ms: 1)
    for _ in 0..<40 {
      rig.send(["GET", "k"])
      rig.turn()
    }
    rig.clock.pass(ms: 1)
    rig.turn()
    #expect(rig.engine?.lull.busyClients == 1)
  }
}
