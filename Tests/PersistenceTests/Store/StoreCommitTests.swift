import Keyspace
import SeededRandom
import SimulatedDisk
import Testing

@testable import Persistence

@Suite struct StoreCommitTests {
  @Test func rowsComeBackAsTheyWere() throws {
    var fixture = try StoreFixture()
    var random = SeededGenerator(seed: 2)
    let saved = [
      Entry(key: [], value: []),
      Entry(key: [0], value: [0, 0xFF, 0]),
      Entry(database: 15, key: [0xFF, 0xFE, 0x80], value: []),
      Entry(database: 7, key: random.bytes(65_536), value: random.bytes(1 << 20)),
      Entry(
        key: [1], value: random.bytes(20_000),
        lifetime: .sliding(nowMs: 1000, windowMs: 86_400_000, maxTtlMs: 34_560_000_000)),
      Entry(key: [2], value: [2], lifetime: Lifetime(deadlineMs: -5, windowMs: .max, capMs: .min)),
    ]
    let rows = try fixture.save(saved)
    #expect(rows == Array(16_384..<16_390))
    let reader = try fixture.store.makeReader()
    let batch = try reader.read(rows: rows.reversed() + [1, .max, 99_999_999])
    #expect(batch.entries == saved)
    #expect(batch.headers.map(\.row) == rows)
    #expect(batch.headers.map(\.hash) == saved.map { fixture.hash($0) })
    let keys = try reader.keys(rows: rows)
    #expect(keys.entries.map(\.key) == saved.map(\.key))
    #expect(keys.headers.allSatisfy { $0.valueLength == 0 })
  }

  @Test func theNumbersOfTheLastCommitComeBack() throws {
    let directory = try TemporaryDirectory()
    do {
      var fixture = try StoreFixture(directory)
      try fixture.save(entries(10), journalThrough: 1 << 40)
      try fixture.save(entries(10, prefix: "other"), journalThrough: 1 << 62 - 8)
    }
    let fixture = try StoreFixture(directory)
    #expect(fixture.store.contents.journalThrough == 1 << 62 - 8)
    #expect(fixture.store.contents.nextRow == 16_384 + 20)
    #expect(fixture.catalog.nextRow == 16_384 + 20)
    #expect(fixture.catalog.liveRowCount == 20)
    #expect(fixture.store.contents.tail.headers.map(\.row) == Array(16_384..<16_404))
    let saved = entries(10) + entries(10, prefix: "other")
    #expect(fixture.store.contents.tail.headers.map(\.hash) == saved.map { fixture.hash($0) })
    #expect(fixture.store.contents.tail.headers.allSatisfy { $0.valueLength == 0 })
  }

  @Test func deathsAreCommittedAndComeBack() throws {
    let directory = try TemporaryDirectory()
    do {
      var fixture = try StoreFixture(directory)
      let rows = try fixture.save(entries(100))
      for row in rows.prefix(30) { fixture.catalog.kill(row) }
      try fixture.saveStates()
      // Killed after the last commit: alive again after a crash, until the journal is replayed.
      fixture.catalog.kill(rows[50])
    }
    let fixture = try StoreFixture(directory)
    for offset in 0..<100 {
      #expect(fixture.catalog.isLive(16_384 + UInt64(offset)) == (offset >= 30), "offset \(offset)")
    }
  }

  @Test func aFailedCommitChangesNothingAndCanBeRepeated() throws {
    let directory = try TemporaryDirectory()
    var fixture = try StoreFixture(directory)
    try fixture.save(entries(16_000), journalThrough: 8)
    let database = fixture.store.writer.database
    let pages = try database.integer("PRAGMA page_count", for: "look") ?? 0
    try database.execute("PRAGMA max_page_count = \(pages + 4)", for: "limit")
    // Crosses into the next segment, so the index is part of what fails.
    let added = entries(5_000, prefix: "later")
    let commit = fixture.capture(added, journalThrough: 16)
    for _ in 0..<3 {
      do throws(StorageError) {
        try fixture.store.writer.commit(commit)
        Issue.record("committed beyond the limit")
      } catch {
        #expect(error.cause == .diskFull)
      }
      #expect(try keysInView(directory.file("tokens.db")).count == 16_000)
      #expect(try Meta.journalThrough.read(database) == 8)
      #expect(throws: StorageError.self) {
        _ = try fixture.store.writer.reclaim(segment: 9, rowLimit: 1)
      }
    }
    try database.execute("PRAGMA max_page_count = 1000000", for: "lift")
    try fixture.store.writer.commit(commit)
    #expect(try fixture.read(commit.rows.headers.map(\.row)) == added)
    let index = try #require(try fixture.store.makeReader().segmentIndex(1))
    #expect(index.offsets.count == 16_384)
    #expect(try Meta.journalThrough.read(database) == 16)
  }

  @Test func aCommitThatFindsTheDatabaseLockedCanBeRepeated() throws {
    var fixture = try StoreFixture()
    try fixture.store.writer.database.set("busy_timeout = 0")
    let other = try Database(path: fixture.directory.file("tokens.db"), readOnly: false)
    try other.execute("BEGIN IMMEDIATE", for: "lock")
    let commit = fixture.capture(entries(3))
    do throws(StorageError) {
      try fixture.store.writer.commit(commit)
      Issue.record("committed under a lock")
    } catch {
      #expect(error.cause == .locked)
    }
    try other.execute("ROLLBACK", for: "unlock")
    try fixture.store.writer.commit(commit)
    #expect(try fixture.read(commit.rows.headers.map(\.row)) == entries(3))
  }

  @Test func errorsNameNoKeysOrValues() throws {
    var fixture = try StoreFixture()
    let commit = fixture.capture([Entry("secret-key", "secret-value")])
    try fixture.store.writer.commit(commit)
    do throws(StorageError) {
      try fixture.store.writer.commit(commit)
      Issue.record("the same row was written twice")
    } catch {
      #expect(!error.description.contains("secret") && error.message.contains("constraint"))
    }
    // Nothing of the failed transaction stands in the way of the next.
    try fixture.save(entries(2))
    #expect(try keysInView(fixture.directory.file("tokens.db")).count == 3)
  }

  /// After a failed sync the system takes the log's pages for clean: a second sync alone would succeed
  /// without having written them, and the journal would give up what they hold.
  @Test func aCommitWhoseFirstSyncFailedSurvivesPowerLoss() throws {
    let disk = SimulatedDisk()
    var options = StoreOptions(hash: StoreFixture.hash)
    options.system = disk.fileSystem
    let store = try Store.open(directory: SimulatedDisk.directory, options: options)
    var catalog = store.contents.makeCatalog()
    for number in 0..<3 {
      let batch = RowBatch()
      let row = catalog.allocate(deadlineMs: Entry.farMs, byteCount: 2)
      Entry("\(number)").append(to: batch, row: row, hash: UInt64(number))
      var commit = StoreCommit(
        rows: batch, states: catalog.takeChangedStates(), journalThrough: 0,
        nextRow: catalog.nextRow)
      commit.isSynced = true
      if number == 1 {
        disk.arm(FaultPlan(.inputOutput, first: 0, calls: [.sync]))
        #expect(throws: StorageError.self) { try store.writer.commit(commit) }
        disk.mend()
      }
      if number < 2 { try store.writer.commit(commit) }
    }
    let after = SimulatedDisk(disk.image.afterTotalPowerLoss)
    options.system = after.fileSystem
    let reopened = try Store.open(directory: SimulatedDisk.directory, options: options)
    #expect(reopened.contents.makeCatalog().liveRowCount == 2)
  }
}
