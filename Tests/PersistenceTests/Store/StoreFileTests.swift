import Glibc
import Keyspace
import SeededRandom
import SimulatedDisk
import Testing

@testable import Persistence

/// D6, D8: an ordinary SQLite file with a name of its own, private, and never overwritten by mistake.
@Suite struct StoreFileTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func failure() -> StorageError? {
    do throws(StorageError) {
      _ = try Store.open(directory: directory.path, options: StoreOptions(hash: StoreFixture.hash))
      return nil
    } catch {
      return error
    }
  }

  private func setHeader(_ offset: Int, _ value: UInt8) throws -> [UInt8] {
    var bytes = try directory.contents("tokens.db")
    bytes[offset] = value
    try directory.write(bytes, to: "tokens.db")
    return bytes
  }

  @Test func aNewStoreIsPrivateIdentifiedAndEmpty() throws {
    var fixture = try StoreFixture(directory)
    try fixture.save(entries(3))
    for name in ["tokens.db", "tokens.db-wal", "tokens.db-shm", "tokencached.lock"] {
      #expect(try directory.mode(name) == 0o600, "\(name)")
    }
    let database = try Database(path: directory.file("tokens.db"), readOnly: true)
    let pragmas = [
      "application_id": 0x546F_6B43, "user_version": 1, "page_size": 16384, "auto_vacuum": 2,
    ]
    for (name, value) in pragmas {
      #expect(try database.integer("PRAGMA \(name)", for: "look") == Int64(value), "\(name)")
    }
    #expect(fixture.store.contents.states.isEmpty && fixture.store.contents.tail.isEmpty)
    #expect(fixture.store.contents.nextRow == 16_384)
    #expect(fixture.store.contents.journalThrough == 0)
  }

  @Test func theHashSeedIsRandomAndStays() throws {
    func seed(_ directory: TemporaryDirectory) throws -> [UInt64] {
      let fixture = try StoreFixture(directory)
      let seed = fixture.store.contents.hashSeed
      return [seed.first, seed.second]
    }
    let first = try seed(directory)
    #expect(try seed(directory) == first)
    #expect(try seed(TemporaryDirectory()) != first)
    #expect(first[0] != first[1])
  }

  @Test(arguments: [0, 1, 99, 100, 50_000])
  func aFileOfAnotherKindIsRefusedAndKept(byteCount: Int) throws {
    var random = SeededGenerator(seed: 5)
    let bytes = random.bytes(byteCount)
    try directory.write(bytes, to: "tokens.db")
    let error = try #require(failure())
    #expect(error.cause == .foreign)
    #expect(error.description.contains("move it away"))
    #expect(try directory.contents("tokens.db") == bytes)
    #expect(try directory.names() == ["tokencached.lock", "tokens.db"])
  }

  @Test func anotherProgramsDatabaseIsRefusedAndKept() throws {
    _ = try StoreFixture(directory)
    let bytes = try setHeader(68, 0x11)
    #expect(failure()?.cause == .foreign)
    #expect(try directory.contents("tokens.db") == bytes)
  }

  @Test func aNewerVersionIsRefusedAndKept() throws {
    _ = try StoreFixture(directory)
    let bytes = try setHeader(63, 3)
    let error = try #require(failure())
    #expect(error.cause == .newerVersion)
    #expect(!error.description.contains("\n"))
    #expect(try directory.contents("tokens.db") == bytes)
  }

  @Test(arguments: [
    "DELETE FROM meta WHERE name = 'next_row'",
    "INSERT INTO meta VALUES ('database_numbers', 0)",
    "UPDATE meta SET value = 16385 WHERE name = 'next_row'",
    "UPDATE segments SET live_count = live_count - 1",
    "UPDATE segments SET row_count = 20000, live_count = 20000",
    "UPDATE segments SET dead = x'00'",
    // Numbers that no store can have come to.
    "UPDATE meta SET value = 5 WHERE name = 'journal_through'",
    "UPDATE meta SET value = -8 WHERE name = 'journal_through'",
    "UPDATE meta SET value = -1 WHERE name = 'next_row'",
    "UPDATE meta SET value = 9223372036854775807 WHERE name = 'next_row'",
    "UPDATE meta SET value = 4611686018427387904 WHERE name = 'next_row'",
    "UPDATE segments SET segment = -1",
    // States that count other rows than there are.
    "UPDATE segments SET row_count = 2, live_count = 2",
    "UPDATE segments SET live_count = 2, dead = x'20\(String(repeating: "00", count: 2047))'",
    "DELETE FROM segments",
    "UPDATE segments SET segment = 2; UPDATE meta SET value = 40000 WHERE name = 'next_row'",
    "DELETE FROM entries WHERE row = 16385",
  ])
  func contradictionsAreRefused(damage: String) throws {
    do {
      var fixture = try StoreFixture(directory)
      try fixture.save(entries(3))
    }
    let database = try Database(path: directory.file("tokens.db"), readOnly: false)
    try database.execute(damage, for: "damage")
    let error = try #require(failure())
    #expect(error.cause == .damaged)
    #expect(error.description.contains("restore a backup"))
  }

  /// Numbers that no row has can be left out; a row must not get one that its segment does not know.
  @Test func aNextRowTooFarAheadIsMovedToTheNextSegment() throws {
    do {
      var fixture = try StoreFixture(directory)
      try fixture.save(entries(3))
    }
    let database = try Database(path: directory.file("tokens.db"), readOnly: false)
    try database.execute("UPDATE meta SET value = 16400 WHERE name = 'next_row'", for: "damage")
    do {
      var fixture = try StoreFixture(directory)
      #expect(try fixture.save(entries(2, prefix: "new")) == [32_768, 32_769])
    }
    let fixture = try StoreFixture(directory)
    #expect(fixture.catalog.liveRowCount == 5 && fixture.catalog.isLive(32_769))
  }

  /// A start would wait for a pipe's other end, and SQLite does not name what it cannot open.
  @Test(
    arguments: ["tokens.db", "tokens.db-wal", "tokens.db-shm", "tokencached.lock"], [true, false])
  func whatIsNoFileIsRefusedByName(name: String, isPipe: Bool) throws {
    let path = directory.file(name)
    #expect((isPipe ? mkfifo(path, 0o600) : mkdir(path, 0o700)) == 0)
    let error = try #require(failure())
    #expect(error.description.contains("\(path): it is not a file"))
  }

  @Test func aFullDiskIsRefusedWithPathAndAdvice() throws {
    let disk = SimulatedDisk()
    disk.leaveRoom(bytes: 20_000)
    var options = StoreOptions(hash: StoreFixture.hash)
    options.system = disk.fileSystem
    do throws(StorageError) {
      _ = try Store.open(directory: SimulatedDisk.directory, options: options)
      Issue.record("opened without room")
    } catch {
      #expect(error.cause == .diskFull)
      #expect(error.description.contains("/disk/tokens.db") && error.description.contains("free"))
    }
    do throws(StorageError) {
      _ = try Journal.open(
        path: "/disk/tokens.journal", capacity: 1 << 20, replayFrom: 0, in: disk.fileSystem)
      Issue.record("opened without room")
    } catch {
      #expect(error.cause == .diskFull)
      #expect(error.description.contains("/disk/tokens.journal"))
      #expect(error.description.contains("journal-size"))
    }
  }

  @Test func aDamagedPageIsRefusedWithoutATrap() throws {
    do {
      var fixture = try StoreFixture(directory)
      try fixture.save(entries(3))
    }
    var bytes = try directory.contents("tokens.db")
    for index in 16384..<bytes.count { bytes[index] = 0x5A }
    try directory.write(bytes, to: "tokens.db")
    let error = try #require(failure())
    #expect(error.cause == .damaged && error.description.contains("restore a backup"))
  }

  @Test func aSecondDaemonIsRefusedWithTheFirstOnesNumber() throws {
    let first = try StoreFixture(directory)
    let error = try #require(failure())
    #expect(error.cause == .locked)
    #expect(error.description.contains("process \(getpid())"))
    #expect(first.store.contents.states.isEmpty)
  }

  /// Whatever is done to the file of that name, the directory is locked.
  @Test(arguments: [true, false]) func theLockStaysWhenItsFileIsGone(isReplaced: Bool) throws {
    let first = try StoreFixture(directory)
    #expect(unlink(directory.file("tokencached.lock")) == 0)
    if isReplaced { try directory.write([1], to: "tokencached.lock") }
    #expect(try #require(failure()).cause == .locked)
    #expect(first.store.contents.states.isEmpty)
  }

  @Test func theLockGoesWithItsOwner() throws {
    do { _ = try StoreFixture(directory) }
    #expect(failure() == nil)
  }

  @Test func aMissingDirectoryIsNamed() throws {
    do throws(StorageError) {
      _ = try Store.open(
        directory: directory.file("absent"), options: StoreOptions(hash: StoreFixture.hash))
      Issue.record("opened a directory that is not there")
    } catch {
      #expect(error.description.contains("absent"))
    }
  }

  @Test func aLogWithoutItsDatabaseIsNotPlayedIntoANewOne() throws {
    try directory.write([1, 2, 3], to: "tokens.db-wal")
    let error = try #require(failure())
    #expect(error.cause == .damaged && error.description.contains("tokens.db-wal"))
    #expect(try directory.names() == ["tokencached.lock", "tokens.db-wal"])
    try directory.write([], to: "tokens.db-wal")
    #expect(failure() == nil)
  }

  @Test func aHalfMadeFileOfAnEarlierStartIsReplaced() throws {
    try directory.write([1, 2, 3], to: "tokens.db.new")
    #expect(failure() == nil)
    #expect(try !directory.names().contains("tokens.db.new"))
  }
}
