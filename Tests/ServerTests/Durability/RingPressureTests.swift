import Configuration
import SeededRandom
import SimulatedDisk
import Testing

@testable import Server

/// D1, D2: the ring goes round while commits wait for their sync, syncs fail, and the power goes. A
/// commit that was not synced gives no journal space back, and a log whose sync has failed is written
/// again.
@Suite struct RingPressureTests {
  static let seeds = 1...UInt64(12 * Rounds.factor)

  private static func step(_ random: inout SeededGenerator) -> Step {
    let key = "k\(Int.random(in: 0..<40, using: &random))"
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .change(.delete(key))
    case 1, 2: return .pass(ms: Int64.random(in: 100...900, using: &random))
    default:
      let letter = ["a", "b", "c", "d"].randomElement(using: &random) ?? "e"
      let count = Int.random(in: 20_000...50_000, using: &random)
      return .change(.set(key, String(repeating: letter, count: count)))
    }
  }

  /// Power loss may take it back, and until then only the ring would have what it holds.
  @Test func aCommitThatWasNotSyncedGivesNoJournalSpaceBack() throws {
    let rig = EngineRig()
    try rig.start()
    let value = String(repeating: "v", count: 1000)
    for number in 0..<450 { try #require(rig.call("SET", "k\(number)", value) == .ok) }
    let storage = try #require(rig.engine?.storage)
    try #require(storage.work.writeBehind.committedRows == 0)
    let usedBytes = storage.journal.usedBytes
    rig.clock.pass(ms: rig.configuration.flushIntervalMs)
    while storage.work.writeBehind.committedRows == 0 { rig.turn() }
    try #require(!storage.work.writeBehind.isResting, "one commit has written all")
    #expect(storage.journal.usedBytes >= usedBytes)
    rig.pass(ms: 3000)
    #expect(storage.work.writeBehind.isIdle && storage.journal.usedBytes == 0)
  }

  @Test(arguments: seeds, [false, true])
  func nothingSyncedIsLostWhenTheRingHasGoneRound(seed: UInt64, failsSync: Bool) {
    var random = SeededGenerator(seed: seed)
    let rig = EngineRig { $0.flushIntervalMs = 400 }
    let player = Player(rig)
    _ = player.start(.leave)
    let count = Int.random(in: 60...160, using: &random)
    if failsSync {
      let first = Int.random(in: 0..<30, using: &random)
      rig.disk.arm(FaultPlan(.inputOutput, first: first, calls: [.sync]))
    }
    for _ in 0..<count { _ = player.play([Self.step(&random)], patience: .mend) }
    let expected = player.ledger.afterPowerLoss(syncedLsn: player.syncedLsn)
    player.startAgain(rig.disk.image.afterTotalPowerLoss)
    player.audit(expected, "after the power loss")
    player.proveWriting("after the power loss")
    #expect(player.problems.isEmpty, "seed \(seed), \(count) steps")
  }
}
