import Configuration
import Testing

@testable import Persistence
@testable import Server
@testable import SimulatedDisk

/// D1, D8: a journal that is gone is told where it may have held what nothing else has.
@Suite struct MissingJournalTests {
  private static let journal = SimulatedDisk.directory + "/tokens.journal"
  private let rig = EngineRig { $0.flushIntervalMs = 60_000 }

  init() throws {
    try rig.start()
    for number in 0..<20 { #expect(rig.call("SET", "k\(number)", "v") == .ok) }
  }

  /// The file goes while nothing runs.
  private func lose(_ names: String...) {
    var image = rig.disk.image
    for name in names { image.remove(SimulatedDisk.directory + "/" + name) }
    rig.reboot(with: image)
  }

  private func refusal() -> String? {
    do throws(ServerError) {
      try rig.start()
      return nil
    } catch {
      return error.description
    }
  }

  @Test func aStartWithoutItIsRefusedUntilThatIsAccepted() throws {
    lose("tokens.journal")
    let said = try #require(refusal())
    #expect(said.contains(Self.journal) && said.contains("journal-damage accept"), "\(said)")
    #expect(!said.contains("\n"))
    #expect(rig.disk.image.contents(Self.journal) == nil)
    #expect(refusal() == said)
    rig.configuration.journalDamage = .accept
    try rig.start()
    #expect(rig.messages.count("was missing") == 1)
    #expect(rig.fact("journal_was_missing") == "1")
    #expect(rig.call("GET", "k0") == .null)
    #expect(rig.call("SET", "new", "v") == .ok)
    rig.configuration.journalDamage = .refuse
    rig.reboot(with: rig.disk.image)
    try rig.start()
    #expect(rig.call("GET", "new") == .bulk("v"))
    #expect(rig.fact("journal_was_missing") == "0")
  }

  @Test func aJournalThatWasPutBackLosesNothing() throws {
    let image = rig.disk.image
    lose("tokens.journal")
    #expect(refusal() != nil)
    rig.reboot(with: image)
    try rig.start()
    #expect(rig.call("GET", "k19") == .bulk("v"))
  }

  @Test func nothingIsLostWithItAfterACleanStop() throws {
    rig.stop()
    lose("tokens.journal")
    try rig.start()
    #expect(rig.call("GET", "k0") == .bulk("v"))
    #expect(rig.fact("journal_was_missing") == "0")
    // The next run relies on it again.
    #expect(rig.call("SET", "later", "v") == .ok)
    lose("tokens.journal")
    #expect(refusal() != nil)
  }

  /// `cp -a` of a directory gives each file an inode of its own.
  @Test func aCopiedDirectoryWithoutItIsRefused() throws {
    var image = rig.disk.image
    for name in ["tokens.db", "tokens.db-wal"] {
      image.replaceByCopy(SimulatedDisk.directory + "/" + name)
    }
    image.remove(Self.journal)
    rig.reboot(with: image)
    let said = try #require(refusal())
    #expect(said.contains("journal-damage accept"), "\(said)")
  }

  /// What was cut off may have held anything: the lengths are those at which no other check notices it.
  @Test(arguments: [4095, 4096, 8192, -1])
  func aStartWithAShorterOneIsRefusedUntilThatIsAccepted(byteCount: Int) throws {
    let whole = try #require(rig.disk.image.contents(Self.journal)).count
    cutJournal(to: byteCount < 0 ? whole + byteCount : byteCount)
    let said = try #require(refusal())
    #expect(said.contains(Self.journal) && said.contains("journal-damage accept"), "\(said)")
    rig.configuration.journalDamage = .accept
    try rig.start()
    #expect(rig.fact("journal_lost_bytes") != "0")
    #expect(rig.disk.image.contents(Self.journal)?.count == whole)
    #expect(rig.call("SET", "new", "v") == .ok)
    rig.configuration.journalDamage = .refuse
    rig.reboot(with: rig.disk.image)
    try rig.start()
    #expect(rig.call("GET", "new") == .bulk("v"))
  }

  @Test func aShorterOneHoldsNothingAfterACleanStop() throws {
    rig.stop()
    cutJournal(to: 4096)
    try rig.start()
    #expect(rig.call("GET", "k19") == .bulk("v"))
  }

  private func cutJournal(to byteCount: Int) {
    var image = rig.disk.image
    image.truncate(Self.journal, to: byteCount)
    rig.reboot(with: image)
  }

  /// As a restored copy is put into place.
  @Test func aCopyOfTheDatabaseWaitsForNoJournal() throws {
    #expect(rig.call("SAVE") == .ok)
    var image = rig.disk.image
    for name in ["tokens.db", "tokens.db-wal", "tokens.db-shm", "tokens.journal"] {
      image.remove(SimulatedDisk.directory + "/" + name)
    }
    image.rename(
      SimulatedDisk.directory + "/tokens-backup.db", SimulatedDisk.directory + "/tokens.db")
    rig.reboot(with: image)
    try rig.start()
    #expect(rig.call("GET", "k0") == .bulk("v"))
  }

  /// A version before this one has not noted whether it needs its journal.
  @Test func aDatabaseThatSaysNothingStarts() throws {
    rig.pass(ms: 70_000)
    let shell = try Database(
      path: SimulatedDisk.directory + "/tokens.db", readOnly: false,
      vfsName: rig.disk.fileSystem.vfsName)
    try shell.execute("DELETE FROM meta WHERE name = 'journal_awaited'", for: "forget")
    lose("tokens.journal")
    try rig.start()
    #expect(rig.call("GET", "k0") == .bulk("v"))
  }

  /// A new database would make the journal another one's.
  @Test func aJournalWithoutItsDatabaseIsKept() throws {
    let image = rig.disk.image
    lose("tokens.db", "tokens.db-wal", "tokens.db-shm")
    let said = try #require(refusal())
    #expect(said.contains("/tokens.db") && said.contains(Self.journal), "\(said)")
    #expect(rig.disk.image.contents(SimulatedDisk.directory + "/tokens.db") == nil)
    #expect(rig.disk.image.contents(Self.journal) == image.contents(Self.journal))
    rig.reboot(with: image)
    try rig.start()
    #expect(rig.call("GET", "k19") == .bulk("v"))
  }
}
