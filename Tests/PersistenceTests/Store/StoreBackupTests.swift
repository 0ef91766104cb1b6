import Testing

@testable import Persistence

/// D6: a consistent copy while the store goes on.
@Suite struct StoreBackupTests {
  @Test func aCopyHoldsWhatIsCommittedMeanwhile() throws {
    var fixture = try StoreFixture()
    let target = try TemporaryDirectory()
    var rows = try fixture.save(entries(20_000))
    let backup = try fixture.store.writer.beginBackup(to: target.file("tokens.db"))
    var steps = 0
    while try !backup.step(pages: 4) {
      steps += 1
      #expect(try target.names().contains("tokens.db") == false)
      if steps == 5 { rows += try fixture.save(entries(500, prefix: "during")) }
      if steps == 8 {
        fixture.catalog.kill(rows[3])
        try fixture.saveStates()
      }
    }
    #expect(steps > 10)
    #expect(try target.names() == ["tokens.db"])
    #expect(try target.mode("tokens.db") == 0o600)
    let copy = try StoreFixture(target)
    #expect(copy.catalog.liveRowCount == 20_499)
    #expect(try copy.read(rows) == fixture.read(rows))
    #expect(
      try keysInView(target.file("tokens.db")) == keysInView(fixture.directory.file("tokens.db")))
  }

  @Test func theCopyBeforeStaysUntilTheNewOneIsComplete() throws {
    var fixture = try StoreFixture()
    let target = try TemporaryDirectory()
    let path = target.file("copy.db")
    try fixture.save(entries(1))
    let first = try fixture.store.writer.beginBackup(to: path)
    while try !first.step(pages: 1000) {}
    let before = try target.contents("copy.db")
    // What a crash and a curious shell have left.
    for name in ["copy.db.new", "copy.db.new-journal", "copy.db-wal"] {
      try target.write([2], to: name)
    }
    try fixture.save(entries(4_999, prefix: "more"))
    let backup = try fixture.store.writer.beginBackup(to: path)
    #expect(try !backup.step(pages: 2))
    #expect(try target.contents("copy.db") == before)
    while try !backup.step(pages: 1000) {}
    #expect(try target.names() == ["copy.db"])
    #expect(try keysInView(path).count == 5_000)
  }

  @Test func anAbandonedCopyLeavesNothing() throws {
    var fixture = try StoreFixture()
    let target = try TemporaryDirectory()
    try fixture.save(entries(5_000))
    do {
      let backup = try fixture.store.writer.beginBackup(to: target.file("tokens.db"))
      #expect(try !backup.step(pages: 2))
    }
    #expect(try target.names().isEmpty)
  }

  /// Whatever the setting names: a list of users, a socket, a file of somebody else.
  @Test func aFileThatIsNoCopyIsNotReplaced() throws {
    var fixture = try StoreFixture()
    try fixture.save(entries(3))
    let target = try TemporaryDirectory()
    try target.write([1, 2, 3], to: "users.acl")
    do throws(StorageError) {
      _ = try fixture.store.writer.beginBackup(to: target.file("users.acl"))
      Issue.record("began to replace a file that is no copy")
    } catch {
      #expect(error.cause == .foreign && error.description.contains("users.acl"))
    }
    #expect(try target.contents("users.acl") == [1, 2, 3])
    #expect(try target.names() == ["users.acl"])
  }
}
