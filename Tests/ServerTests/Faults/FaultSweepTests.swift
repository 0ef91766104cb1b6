import SimulatedDisk
import Testing

@testable import Server

/// D8: whatever call to the disk goes wrong, once or until somebody mends it, reads go on where they
/// can, writes are refused with a cause, nothing acknowledged is lost, and writing resumes by itself.
@Suite struct FaultSweepTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: FaultKind
    var lasts: Bool
    var testDescription: String { "\(kind)\(lasts ? " until mended" : " once")" }
  }

  static let cases: [Case] = FaultKind.allCases.filter { $0 != .stop }.flatMap { kind in
    // What lasts for ever in a retry loop is no such fault.
    kind == .interrupted || kind == .short
      ? [Case(kind: kind, lasts: false)]
      : [Case(kind: kind, lasts: false), Case(kind: kind, lasts: true)]
  }

  @Test(arguments: cases)
  func nothingAcknowledgedIsLostWhicheverCallFailsD8(_ fault: Case) {
    var index = 0
    // What lasts also hits the calls behind the first, so that not every first one is tried each time.
    let step = fault.lasts && Rounds.factor == 1 ? 3 : 1
    while !Self.run(FaultPlan(fault.kind, first: index, count: fault.lasts ? .max : 1)) {
      index += step
    }
    print("D8: \(fault.testDescription): \(index) calls")
    #expect(index > 10, "the faults do not reach the disk")
  }

  /// - Returns: Whether the story ended before the call that was to fail.
  private static func run(_ plan: FaultPlan) -> Bool {
    let player = Opening.everySecond.player()
    let rig = player.rig
    rig.disk.arm(plan)
    _ = player.start(.mend) && player.play(Story.main, patience: .mend)
    let hasFailed = rig.disk.hasFailed
    rig.disk.mend()
    player.proveWriting("mended")
    player.audit(player.ledger.afterCrash, "mended")
    player.startAgain(rig.disk.image)
    player.audit(player.ledger.afterCrash, "killed")
    player.proveWriting("killed")
    #expect(player.problems.isEmpty, "\(plan)")
    return !hasFailed
  }
}
