import Configuration
import SeededRandom
import SimulatedDisk
import Testing

@testable import Server

/// D1, D2, D4: the daemon may die within any call to the disk, and the machine with it.
@Suite struct CrashSweepTests {
  @Test func theStoryIsPlayedWithoutARefusalOnASoundDisk() {
    let player = Opening.everySecond.player()
    let isPlayed = player.start(.leave) && player.play(Story.main, patience: .leave)
    #expect(isPlayed && player.problems.isEmpty && player.refusals.isEmpty)
    player.audit(player.ledger.afterCrash, "at the end")
    #expect(player.problems.isEmpty)
  }

  @Test func nothingAcknowledgedIsLostWhereverTheDaemonDiesD1D4() {
    var index = 0
    while !Self.die(at: index) { index += 1 }
    print("D1: killed within each of \(index) calls")
    #expect(index > 100)
  }

  private static func die(at index: Int) -> Bool {
    let player = Opening.everySecond.player()
    let rig = player.rig
    rig.disk.arm(FaultPlan(.stop, first: index))
    _ = player.start(.leave) && player.play(Story.main, patience: .leave)
    let hasDied = rig.disk.hasFailed
    let expected = player.ledger.afterCrash
    player.startAgain(rig.disk.image)
    player.audit(expected, "after the kill")
    player.proveWriting("after the kill")
    #expect(player.problems.isEmpty, "killed within call \(index)")
    return !hasDied
  }

  static let seeds = 1...UInt64(150 * Rounds.factor)

  @Test(arguments: [Configuration.Durability.everySecond, .always])
  func onPowerLossNothingSyncedIsLostD1D2(durability: Configuration.Durability) {
    let opening = durability == .always ? Opening.always : .everySecond
    var length = 0
    while Self.losePower(opening, length, seed: 0) == .died { length += 40 }
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      _ = Self.losePower(opening, Int.random(in: 0..<length, using: &random), seed: seed)
    }
  }

  /// A sync that succeeds after one that failed says nothing about what the first was to write.
  @Test(arguments: [Configuration.Durability.everySecond, .always])
  func aFailedSyncIsNotMadeGoodByTheNextOneD1D2(durability: Configuration.Durability) {
    let opening = durability == .always ? Opening.always : .everySecond
    var index = 0
    while (0..<4).contains(where: { Self.failSync(opening, index, stepsAfter: $0 * $0 * 2) }) {
      index += 1
    }
    print("D2: power lost after each of \(index) failed syncs, \(durability)")
    #expect(index > 3)
  }

  /// - Returns: Whether a sync has failed.
  private static func failSync(_ opening: Opening, _ index: Int, stepsAfter: Int) -> Bool {
    let player = opening.player()
    let rig = player.rig
    rig.disk.arm(FaultPlan(.inputOutput, first: index, calls: [.sync]))
    _ = player.start(.mend)
    var left = stepsAfter
    for step in Story.main where left >= 0 {
      _ = player.play([step], patience: .mend)
      if rig.disk.hasFailed { left -= 1 }
    }
    let hasFailed = rig.disk.hasFailed
    let expected =
      opening.durability == .always
      ? player.ledger.afterCrash : player.ledger.afterPowerLoss(syncedLsn: player.syncedLsn)
    player.startAgain(rig.disk.image.afterTotalPowerLoss)
    player.audit(expected, "after the power loss")
    player.proveWriting("after the power loss")
    #expect(
      player.problems.isEmpty, "\(opening.durability), sync \(index), \(stepsAfter) steps after")
    return hasFailed
  }

  private enum End { case died, survived }

  private static func losePower(_ opening: Opening, _ index: Int, seed: UInt64) -> End {
    var random = SeededGenerator(seed: seed ^ 0xD15C)
    let player = opening.player()
    let rig = player.rig
    rig.disk.arm(FaultPlan(.stop, first: index))
    _ = player.start(.leave) && player.play(Story.main, patience: .leave)
    let hasDied = rig.disk.hasFailed
    let expected =
      opening.durability == .always
      ? player.ledger.afterCrash : player.ledger.afterPowerLoss(syncedLsn: player.syncedLsn)
    player.startAgain(rig.disk.image.afterPowerLoss(using: &random))
    player.audit(expected, "after the power loss")
    player.proveWriting("after the power loss")
    #expect(player.problems.isEmpty, "\(opening.durability), seed \(seed), call \(index)")
    return hasDied ? .died : .survived
  }
}
