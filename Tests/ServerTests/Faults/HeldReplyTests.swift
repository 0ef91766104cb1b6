import Configuration
import SimulatedDisk
import Testing

@testable import Server

/// B5, D8: replies that wait for a journal that does not become safe do not wait for ever.
@Suite struct HeldReplyTests {
  private func rig(_ durability: Configuration.Durability) throws -> EngineRig {
    let rig = EngineRig {
      $0.durability = durability
      $0.flushIntervalMs = 60_000
    }
    try rig.start()
    #expect(rig.call("SET", "before", "v") == .ok)
    return rig
  }

  private static let failing = FaultPlan(
    .inputOutput, first: 0, count: .max, calls: [.write, .sync])

  @Test(arguments: [Configuration.Durability.everySecond, .always])
  func theReasonIsToldAndTheConnectionEnds(durability: Configuration.Durability) throws {
    let rig = try rig(durability)
    let other = rig.connectAnother()
    rig.disk.arm(Self.failing)
    #expect(rig.call(on: other, "SET", "k", "v") == nil)
    rig.pass(ms: 3000)
    #expect(EngineRig.input(other).isEmpty)
    rig.pass(ms: 4000)
    let said = String(decoding: EngineRig.input(other), as: UTF8.self)
    #expect(said.hasPrefix("-MISCONF ") && said.contains("not known"), "\(said)")
    #expect(EngineRig.isClosed(other))
    #expect(rig.fact("journal_waits_given_up") == "1")
    #expect(rig.messages.count("told and disconnected") == 1)
    rig.disk.mend()
    rig.pass(ms: 3000)
    #expect(rig.call("SET", "after", "v") == .ok)
  }

  @Test func aHiccupIsWaitedFor() throws {
    let rig = try rig(.everySecond)
    let other = rig.connectAnother()
    rig.disk.arm(Self.failing)
    #expect(rig.call(on: other, "SET", "k", "v") == nil)
    rig.pass(ms: 4000)
    rig.disk.mend()
    rig.pass(ms: 1000)
    #expect(String(decoding: EngineRig.input(other), as: UTF8.self) == "+OK\r\n")
    #expect(rig.fact("journal_waits_given_up") == "0")
  }

  // MARK: The rule

  @Test func aDiskThatComesOnIsWaitedFor() {
    var wait = GateWait()
    for step in 0..<20 {
      let nowMs = Int64(step) * 50_000
      let isOver = wait.isOver(
        waits: true, syncedLsn: UInt64(step), isFailing: false, nowMs: nowMs)
      #expect(!isOver)
    }
  }

  @Test func aSyncThatDoesNotComeBackIsGivenUpAfterAMinute() {
    var wait = GateWait()
    func isOver(_ nowMs: Int64) -> Bool {
      wait.isOver(waits: true, syncedLsn: 7, isFailing: false, nowMs: nowMs)
    }
    #expect(!isOver(1_000) && !isOver(60_999))
    #expect(wait.endMs(isFailing: false) == 61_000)
    #expect(isOver(61_000))
  }

  @Test func eachWaitBeginsAnew() {
    var wait = GateWait()
    func isOver(_ waits: Bool, _ nowMs: Int64) -> Bool {
      wait.isOver(waits: waits, syncedLsn: 7, isFailing: true, nowMs: nowMs)
    }
    #expect(!isOver(true, 0) && !isOver(false, 4_000) && !isOver(true, 4_500))
    #expect(!isOver(true, 9_000))
    #expect(isOver(true, 9_500))
  }
}
