import Configuration
import SimulatedDisk
import Testing

@testable import Persistence
@testable import Server

/// D1, D8: a start with a damaged journal fails with one line, unless it was told to go on.
@Suite struct JournalDamageStartTests {
  private static let journal = SimulatedDisk.directory + "/tokens.journal"

  /// A killed daemon's disk: 200 tokens acknowledged and synced, none in the database.
  private func killed() throws -> EngineRig {
    let rig = EngineRig {
      $0.flushIntervalMs = 60_000
    }
    try rig.start()
    for number in 0..<200 { #expect(rig.call("SET", "k\(number)", "v") == .ok) }
    rig.pass(ms: 2500)
    return rig
  }

  @Test func damageIsRefusedUntilItIsAccepted() throws {
    let rig = try killed()
    var image = rig.disk.image
    let bytes = try #require(image.contents(Self.journal))
    let offset = 8192 + 5000
    image.damage(Self.journal, at: offset, bytes[offset] ^ 1)
    rig.reboot(with: image)
    do throws(ServerError) {
      try rig.start()
      Issue.record("started with a damaged journal")
    } catch {
      #expect(error.description.contains("journal-damage accept"))
      #expect(!error.description.contains("\n"))
    }
    #expect(rig.disk.image.contents(Self.journal) == image.contents(Self.journal))
    rig.configuration.journalDamage = .accept
    rig.reboot(with: image)
    try rig.start()
    #expect(rig.messages.count("is damaged: at least") == 1)
    let lost = try #require(rig.engine?.storage.journal.lostBytes)
    #expect(lost > 0)
    #expect(rig.call("GET", "k0") == .bulk("v"))
    #expect(rig.call("GET", "k199") == .null)
    #expect(rig.fact("journal_lost_bytes") == "\(lost)")
    #expect(rig.call("SET", "new", "v") == .ok)
    rig.configuration.journalDamage = .refuse
    rig.reboot(with: rig.disk.image)
    try rig.start()
    #expect(rig.call("GET", "new") == .bulk("v"))
  }

  @Test func anotherDirectorysJournalIsRefused() throws {
    let (rig, other) = (try killed(), try killed())
    var image = rig.disk.image
    let foreign = try #require(other.disk.image.contents(Self.journal))
    for (offset, byte) in foreign.enumerated() { image.damage(Self.journal, at: offset, byte) }
    rig.reboot(with: image)
    do throws(ServerError) {
      try rig.start()
      Issue.record("serves another directory's tokens")
    } catch {
      #expect(error.description.contains("does not belong to the database beside it"))
    }
  }

  /// What a failed sync was to write may be lost, so the journal must not say that it was durable.
  @Test func aFailedSyncIsNotNoted() throws {
    let rig = try killed()
    let syncedLsn = try #require(rig.engine?.storage.journal.syncedLsn)
    rig.disk.arm(FaultPlan(.inputOutput, first: 0, count: .max, calls: [.sync]))
    #expect(rig.call("SET", "k", "v") == .ok)
    rig.pass(ms: 3000)
    #expect(rig.disk.hasFailed)
    let bytes = try #require(rig.disk.image.contents(Self.journal))
    let marks = [0, 4096].compactMap {
      JournalMark(bytes[($0 + JournalMark.offset)...].prefix(JournalMark.byteCount))
    }
    #expect(marks.count == 2 && marks.allSatisfy { $0.syncedLsn <= syncedLsn })
  }

  /// Space that is given back before then says nothing about what the failed sync was to write.
  @Test func doubtLastsUntilTheDatabaseHoldsEverything() throws {
    let rig = try killed()
    let journal = try #require(rig.engine?.storage.journal)
    rig.disk.arm(FaultPlan(.inputOutput, first: 0, count: .max, calls: [.sync]))
    #expect(rig.call("SET", "k", "v") == .ok)
    rig.pass(ms: 1500)
    #expect(journal.isInDoubt && journal.failure != nil)
    journal.release(through: journal.syncedLsn)
    #expect(journal.isInDoubt)
    rig.disk.mend()
    rig.pass(ms: 3000)
    #expect(!journal.isInDoubt && journal.failure == nil)
    #expect(rig.call("SET", "k", "w") == .ok)
  }

  @Test func aTornEndIsAnOrdinaryCrash() throws {
    let rig = try killed()
    // The second one comes within a second of the first one's sync.
    for key in ["synced", "last"] { #expect(rig.call("SET", key, "v") == .ok) }
    var image = rig.disk.image
    let end = 8192 + Int(try #require(rig.engine?.storage.journal.head))
    image.damage(Self.journal, at: end - 12, 0x55)
    rig.reboot(with: image)
    try rig.start()
    #expect(rig.call("GET", "synced") == .bulk("v"))
    #expect(rig.call("GET", "last") == .null)
  }
}
