import SeededRandom
import SimulatedDisk
import Testing

@testable import Server

/// L9, L7: seeded saves, reads, restarts and steps of the clock against a table of deadlines.
@Suite struct ClockSweepTests {
  @Test(arguments: 1...UInt64(40 * Rounds.factor))
  func everyEntryIsThereExactlyUntilItsDeadline(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rig = EngineRig()
    try rig.start()
    var deadlines: [String: Int64] = [:]
    for step in 0..<60 {
      let key = "k\(Int.random(in: 0..<12, using: &random))"
      let now = rig.clock.wallMs
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<4:
        let deadline = now + Int64.random(in: 1000...20_000_000, using: &random)
        #expect(rig.call("SET", key, "v", "PXAT", "\(deadline)") == .ok)
        deadlines[key] = deadline
      case 4: rig.pass(ms: Int64.random(in: 1...5000, using: &random))
      case 5: rig.clock.step(ms: Int64.random(in: -7_200_000...0, using: &random))
      case 6: rig.clock.step(ms: Int64.random(in: 0...7_200_000, using: &random))
      case 7:
        rig.reboot(with: rig.disk.image)
        try rig.start()
      default: break
      }
      rig.turn()
      try compare(rig, &deadlines, "seed \(seed) step \(step)")
    }
  }

  /// What the clock has passed since the last look is gone, or back with the clock when the daemon has
  /// not looked meanwhile; everything else is there.
  private func compare(
    _ rig: EngineRig, _ deadlines: inout [String: Int64], _ place: String
  ) throws {
    for (key, deadline) in deadlines.sorted(by: { $0.key < $1.key }) {
      let found = rig.call("PEXPIRETIME", key)
      // The clock moves while a request waits.
      let isDue = deadline <= rig.clock.wallMs
      #expect(found == .integer(isDue ? -2 : deadline), "\(place): \(key)")
      if isDue {
        #expect(rig.call("GET", key) == .null, "\(place): \(key)")
        deadlines[key] = nil
      }
    }
  }
}
