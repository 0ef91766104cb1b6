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
    try target.write([1], to: "copy.db")
    // What a crash and a curious shell have left.
    for name in ["copy.db.new", "copy.db.new-journal", "copy.db-wal"] {
      try target.write([2], to: name)
    }
    try fixture.save(entries(5_000))
    let backup = try fixture.store.writer.beginBackup(to: path)
    #expect(try !backup.step(pages: 2))
    #expect(try target.contents("copy.db") == [1])
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
}
