import Glibc
import Testing

@testable import Server
@testable import SimulatedDisk

/// D8: files that are removed while in use are noticed, and nothing is called saved that is not.
@Suite struct LostFilesTests {
  private static let database = ["tokens.db", "tokens.db-wal", "tokens.db-shm"]
  private let rig = EngineRig()

  init() throws {
    try rig.start()
    #expect(rig.call("SET", "k", "v") == .ok)
    rig.pass(ms: 2500)
  }

  private func remove(_ names: [String]) {
    for name in names { rig.disk.image.remove(SimulatedDisk.directory + "/" + name) }
  }

  @Test(arguments: [database, ["tokens.db-wal"], ["tokens.journal"]])
  func writesAreRefusedWithinASecond(names: [String]) {
    remove(names)
    rig.pass(ms: 1500)
    let reply = rig.call("SET", "k", "w")
    let text = reply?.text ?? ""
    #expect(text.hasPrefix("MISCONF cannot use /disk/\(names[0])"), "\(text)")
    #expect(rig.call("GET", "k") == .bulk("v"))
    #expect(rig.messages.count("writes are refused") == 1)
    rig.pass(ms: 30_000)
    #expect(rig.messages.count("writes are refused") == 1)
  }

  /// Whoever asks after the files have gone is refused, though the last look was a moment ago.
  @Test func noChangeIsAcknowledgedOnceTheSystemHasTold() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
    defer { for descriptor in ends { close(descriptor) } }
    rig.stop()
    rig.directoryEvents = ends[0]
    try rig.start()
    #expect(rig.call("SET", "k", "x") == .ok)
    remove(Self.database)
    #expect(write(ends[1], "e", 1) == 1)
    #expect(rig.call("SET", "k", "w")?.text?.hasPrefix("MISCONF ") == true)
    #expect(rig.call("GET", "k") == .bulk("x"))
  }

  @Test func aStopSaysThatNotAllIsSaved() {
    #expect(rig.call("SET", "k", "w") == .ok)
    remove(Self.database + ["tokens.journal"])
    rig.stop()
    #expect(rig.messages.count("everything saved") == 0)
    #expect(rig.messages.count("not everything is saved") == 1)
  }

  @Test func theJournalKeepsTheRestWhenItIsThere() {
    #expect(rig.call("SET", "k", "w") == .ok)
    remove(Self.database)
    rig.stop()
    #expect(rig.messages.count("the journal keeps the rest") == 1)
  }

  @Test func whenTheFilesAreBackWritesGoOn() {
    let image = rig.disk.image
    remove(Self.database)
    rig.pass(ms: 1500)
    #expect(rig.call("SET", "k", "w")?.isError == true)
    rig.disk.image = image
    rig.pass(ms: 2500)
    #expect(rig.call("SET", "k", "w") == .ok)
    #expect(rig.messages.count("the files are back") == 1)
  }
}
