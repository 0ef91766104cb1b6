import Configuration
import Persistence
import SimulatedDisk
import Testing

@testable import Server

/// D1, D4: a batch that is copied over several turns is one commit as of its last turn.
@Suite struct GatheringTests {
  private static let count = 100
  private let rig: EngineRig

  /// A hundred tokens of 1 KB have waited for as long as changes wait.
  init() throws {
    rig = EngineRig()
    try rig.start()
    for number in 0..<Self.count {
      try #require(rig.call("SET", Self.key(number), Self.value(number)) == .ok)
    }
    rig.clock.pass(ms: rig.configuration.flushIntervalMs)
  }

  private static func key(_ number: Int) -> String { "token:\(number)" }
  private static func value(_ number: Int) -> String {
    "\(number):" + String(repeating: "x", count: 1000)
  }

  private func writeBehind() throws -> WriteBehind {
    try #require(rig.engine?.storage.work.writeBehind)
  }

  /// Some of the batch has been copied, and some has not.
  private func gatherSome() throws {
    rig.turn()
    rig.turn()
    try #require(try writeBehind().isGathering, "copied in one go")
  }

  private func expectOthers(_ gone: Set<Int> = []) {
    for number in 0..<Self.count where !gone.contains(number) {
      #expect(rig.call("GET", Self.key(number)) == .bulk(Self.value(number)))
    }
  }

  private func restart() throws {
    rig.reboot(with: rig.disk.image)
    try rig.start()
  }

  @Test func noTurnCopiesMoreThanItsPart() throws {
    var (turns, committed) = (0, UInt64(0))
    while committed == 0, turns < 100 {
      rig.turn()
      turns += 1
      committed = try writeBehind().committedRows
    }
    // 100 KB in parts of 16 KB.
    #expect(turns > 6 && committed == UInt64(Self.count))
    #expect(try writeBehind().isIdle)
  }

  @Test func whatIsUrgentIsCopiedAtOnce() throws {
    try gatherSome()
    try writeBehind().wantRoom()
    rig.turn()
    #expect(try !writeBehind().isGathering)
  }

  @Test(arguments: [false, true]) func aKillInBetweenLosesNothing(isClean: Bool) throws {
    try gatherSome()
    if isClean { rig.stop() }
    try restart()
    expectOthers()
  }

  @Test(arguments: [0, Self.count - 1])
  func aLaterChangeOfWhatIsAndIsNotCopiedHolds(number: Int) throws {
    try gatherSome()
    #expect(rig.call("SET", Self.key(number), "new") == .ok)
    rig.pass(ms: 3000)
    #expect(try writeBehind().isIdle)
    try restart()
    #expect(rig.call("GET", Self.key(number)) == .bulk("new"))
    expectOthers([number])
  }

  @Test(arguments: [0, Self.count - 1]) func whatIsDeletedMeanwhileStaysDeleted(number: Int) throws
  {
    try gatherSome()
    #expect(rig.call("DEL", Self.key(number)) == .integer(1))
    rig.pass(ms: 3000)
    try restart()
    #expect(rig.call("GET", Self.key(number)) == .null)
    expectOthers([number])
    #expect(rig.call("DBSIZE") == .integer(Int64(Self.count - 1)))
  }

  @Test func aSweepInBetweenForgetsNone() throws {
    // The first to be copied dies first, so no later one reminds of it.
    #expect(rig.call("SET", Self.key(0), Self.value(0), "EX", "1000") == .ok)
    let deadlineMs = rig.clock.wallMs + 1_000_000
    try gatherSome()
    let core = try #require(rig.engine?.storage.core)
    let segments = core.catalog.segmentIDs
    for segment in segments {
      core.catalog.beginSweep(of: segment)
      core.catalog.finishSweep(of: segment, nextDeadlineMs: nil)
    }
    rig.pass(ms: 3000)
    #expect(try writeBehind().isIdle)
    #expect(core.catalog.sweepCandidates(nowMs: deadlineMs) == segments)
    for segment in segments { core.catalog.beginSweep(of: segment) }
    #expect(core.catalog.sweepCandidates(nowMs: .max - 1).isEmpty, "still gathering")
  }

  @Test func nothingIsLeftWhenAllIsFlushedMeanwhile() throws {
    try gatherSome()
    #expect(rig.call("FLUSHALL") == .ok)
    #expect(rig.call("SET", "k", "v") == .ok)
    rig.pass(ms: 3000)
    try restart()
    #expect(rig.call("DBSIZE") == .integer(1))
    #expect(rig.call("GET", "k") == .bulk("v"))
  }
}
