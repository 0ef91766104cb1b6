import Testing

@testable import tokencache_load

struct ScheduleTests {
  @Test func momentsDoNotDependOnWhenOperationsReallyStart() {
    var schedule = Schedule(startNs: 1_000_000, perSecond: 4)
    var moments: [UInt64] = []
    for _ in 0..<4 {
      moments.append(schedule.dueNs)
      schedule.started += 1
    }
    #expect(moments == [1_000_000, 251_000_000, 501_000_000, 751_000_000])
  }

  /// Without it a server that stalls would be asked less, and its stall would not be seen.
  @Test func everythingMissedInAStallIsDueAfterIt() {
    var schedule = Schedule(startNs: 0, perSecond: 1000)
    schedule.started = 10
    #expect(schedule.due(untilNs: 10_000_000) == 0)
    #expect(schedule.due(untilNs: 510_000_000) == 500)
    #expect(schedule.dueNs == 10_000_000)
  }

  @Test func roundingDoesNotAddUp() {
    var schedule = Schedule(startNs: 0, perSecond: 3)
    schedule.started = 3_000_000
    #expect(schedule.dueNs == 1_000_000_000_000_000)
  }
}
