import Keyspace
import SimulatedDisk
import Testing

@testable import Server

/// L9: a wall clock that steps neither resurrects nor loses an entry whose deadline, read by the new
/// clock, says otherwise, and nothing that the daemon does at intervals waits for it.
@Suite struct ClockTests {
  private static let hourMs: Int64 = 3_600_000
  private static let dayMs = 24 * hourMs
  private static let yearMs = 365 * dayMs

  private let rig: EngineRig
  private let startMs = ManualClock.epochMs

  init() throws {
    rig = EngineRig()
    try rig.start()
  }

  private func restart() throws {
    rig.reboot(with: rig.disk.image)
    try rig.start()
  }

  /// Milliseconds that a key has left.
  private func ttlMs(_ key: String) -> Int64? {
    guard case .integer(let ms) = rig.call("PTTL", key) else { return nil }
    return ms
  }

  @Test func aClockSetBackLengthensWhatIsLeftAndHoldsNothingUp() throws {
    #expect(rig.call("SET", "k", "v", "PXAT", "\(startMs + 100_000)") == .ok)
    rig.clock.step(ms: -Self.hourMs)
    rig.pass(ms: 1000)
    let leftMs = try #require(ttlMs("k"))
    #expect((Self.hourMs + 90_000...Self.hourMs + 99_900).contains(leftMs))
    #expect(rig.call("SET", "n", "v") == .ok)
    rig.pass(ms: 2500)
    let storage = try #require(rig.engine?.storage)
    #expect(storage.journal.syncedLsn == storage.journal.head, "the journal is not synced")
    #expect(storage.work.writeBehind.isIdle, "nothing is written to the store")
    let dueMs = storage.nextDueMs(nowMs: rig.clock.wallMs) ?? 0
    #expect(dueMs <= rig.clock.wallMs + 2000, "the next step waits for the old time")
  }

  @Test func aRetryDoesNotWaitForTheOldTime() throws {
    rig.disk.arm(FaultPlan(.diskFull, first: 0, count: .max))
    rig.send(["SET", "k", "v"])
    #expect(rig.reply() == nil, "acknowledged on a full disk")
    #expect(rig.engine?.storage.work.writeBehind.failure != nil, "no commit has failed")
    rig.clock.step(ms: -Self.hourMs)
    rig.disk.mend()
    #expect(rig.reply() == .ok)
    rig.pass(ms: 2500)
    #expect(rig.engine?.storage.work.writeBehind.isIdle == true)
    #expect(rig.call("SET", "k", "v2") == .ok)
  }

  @Test func aClockSetForwardExpiresAtOnceAndForGood() throws {
    #expect(rig.call("SET", "hour", "v", "EX", "3000") == .ok)
    #expect(rig.call("SET", "week", "v", "EX", "600000") == .ok)
    #expect(rig.call("SET", "backstop", "v") == .ok)
    rig.clock.step(ms: Self.dayMs - 1000)
    rig.turn()
    #expect(rig.engine?.keyspace.pointee.count == 2, "what has expired is not gone")
    #expect(rig.call("EXISTS", "hour", "week", "backstop") == .integer(2))
    rig.clock.step(ms: -Self.dayMs)
    rig.pass(ms: 1000)
    #expect(rig.call("EXISTS", "hour") == .integer(0), "it has come back")
    #expect(rig.call("EXISTS", "week", "backstop") == .integer(2))
    try restart()
    #expect(rig.call("EXISTS", "hour") == .integer(0), "it has come back with a restart")
    #expect(rig.call("EXISTS", "week", "backstop") == .integer(2))
  }

  @Test(arguments: [true, false])
  func aRestartYearsLaterFindsNothingAndTakesChanges(isClean: Bool) throws {
    for number in 0..<50 {
      #expect(rig.call("SET", "k\(number)", "v", "EX", "\(number + 1)000") == .ok)
    }
    rig.pass(ms: 2000)
    if isClean { rig.stop() }
    rig.clock.step(ms: 30 * Self.yearMs)
    try restart()
    #expect(rig.call("GET", "k7") == .null)
    #expect(rig.call("DBSIZE") == .integer(0))
    #expect(rig.call("SET", "k7", "new") == .ok)
    rig.pass(ms: 3000)
    #expect(rig.call("GET", "k7") == .bulk("new"))
    #expect(rig.call("KEYS", "*") == .array([.bulk("k7")]))
  }

  @Test func aRestartYearsEarlierKeepsDeadlines() throws {
    #expect(rig.call("SET", "k", "v", "PXAT", "\(startMs + 100_000)") == .ok)
    #expect(rig.call("SET", "slides", "v") == .ok)
    rig.pass(ms: 2000)
    rig.stop()
    rig.clock.step(ms: -5 * Self.yearMs)
    try restart()
    #expect(rig.call("PEXPIRETIME", "k") == .integer(startMs + 100_000))
    #expect(rig.call("GET", "slides") == .bulk("v"))
    rig.clock.step(ms: 5 * Self.yearMs + 100_000)
    rig.pass(ms: 2000)
    #expect(rig.call("GET", "k") == .null)
  }

  @Test(
    arguments: [
      (["SET", "k", "v", "PXAT", "\(Int64.max)"], 400),
      (["SET", "k", "v", "EX", "9000000000000000"], 400),
      (["SET", "k", "v", "EX", "1000000"], nil),
      (["PEXPIREAT", "k", "\(Int64.max)"], 400),
      (["PEXPIREAT", "k", "\(Int64.min)"], 0),
      (["PEXPIREAT", "k", "0"], 0),
      (["EXPIREAT", "k", "1"], 0),
    ] as [([String], Int64?)])
  func deadlinesAtTheEndsOfTheRangeAreClampedOrPast(words: [String], days: Int64?) throws {
    #expect(rig.call("SET", "k", "v") == .ok)
    rig.send(words)
    #expect(rig.reply()?.isError == false)
    for _ in 0..<2 {
      let expected =
        days.map { $0 == 0 ? -2 : startMs + $0 * Self.dayMs } ?? startMs + 1_000_000_000
      guard case .integer(let deadlineMs) = rig.call("PEXPIRETIME", "k") else {
        Issue.record("no deadline")
        return
      }
      #expect(abs(deadlineMs - expected) <= 5000)
      rig.pass(ms: 2000)
      try restart()
    }
  }
}
