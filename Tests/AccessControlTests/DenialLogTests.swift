import AccessControl
import Testing

@Suite struct DenialLogTests {
  private func note(
    _ log: inout DenialLog, _ object: String, user: String = "u", _ reason: DenialLog.Reason = .key,
    _ context: DenialLog.Context = .toplevel, atMs nowMs: Int64
  ) {
    log.note(
      reason, context, object: object.utf8, userName: user.utf8, clientInfo: "at \(nowMs)",
      nowMs: nowMs)
  }

  private func summary(_ log: DenialLog) -> [String] {
    log.entries.map { "\($0.id) \(String(decoding: $0.object, as: UTF8.self)) x\($0.count)" }
  }

  @Test func groupsTheSameEventWithinAMinute() {
    var log = DenialLog()
    note(&log, "a", atMs: 0)
    note(&log, "b", atMs: 1)
    note(&log, "a", atMs: 60_000)
    #expect(summary(log) == ["0 a x2", "1 b x1"], "the newest comes first")
    #expect(log.entries[0].createdMs == 0 && log.entries[0].updatedMs == 60_000)
    #expect(log.entries[0].clientInfo == "at 60000")
    note(&log, "a", atMs: 120_001)
    note(&log, "a", user: "v", atMs: 120_001)
    note(&log, "a", .command, atMs: 120_001)
    note(&log, "a", .key, .multi, atMs: 120_001)
    #expect(summary(log) == ["5 a x1", "4 a x1", "3 a x1", "2 a x1", "0 a x2", "1 b x1"])
  }

  @Test func looksForTheSameEventAmongTheNewestTen() {
    var log = DenialLog()
    for number in 0..<11 { note(&log, "\(number)", atMs: 0) }
    note(&log, "0", atMs: 0)
    note(&log, "2", atMs: 0)
    #expect(log.entries.count == 12)
    #expect(log.entries[0].count == 2)
  }

  @Test func isBoundedInEntriesAndInBytes() {
    var log = DenialLog()
    for number in 0..<200 {
      note(&log, "\(number)" + String(repeating: "x", count: 5000), atMs: Int64(number))
    }
    #expect(log.entries.count == 128)
    #expect(log.entries.allSatisfy { $0.object.count == 1024 })
    log.capacity = 3
    #expect(summary(log).map { $0.prefix(3) } == ["199", "198", "197"])
    log.capacity = 0
    note(&log, "y", atMs: 0)
    #expect(log.entries.isEmpty)
    #expect(log.counts[.key] == 201, "what is not kept is counted")
    log.resetCounts()
    #expect(log.counts.isEmpty)
  }
}
