import Testing

@testable import Server

/// P1, D1: inside EXEC, too, COPY and MOVE look at what another database has on disk.
@Suite struct ForeignKeyTests {
  @Test func aTransactionWaitsForTheDestinations() throws {
    let rig = EngineRig()
    try rig.start()
    #expect(rig.call("SELECT", "1") == .ok)
    for key in ["there", "moved"] { #expect(rig.call("SET", key, "old") == .ok) }
    #expect(rig.call("SELECT", "0") == .ok)
    for key in ["source", "moved"] { #expect(rig.call("SET", key, "new") == .ok) }
    rig.stop()
    try rig.start()
    #expect(rig.call("MULTI") == .ok)
    let requests = [
      ["COPY", "absent", "there", "DB", "1"], ["COPY", "source", "there", "DB", "1"],
      ["MOVE", "moved", "1"], ["COPY", "source", "there", "DB", "1", "REPLACE"],
    ]
    for words in requests {
      rig.send(words)
      #expect(rig.reply() == .status("QUEUED"))
    }
    #expect(
      rig.call("EXEC") == .array([.integer(0), .integer(0), .integer(0), .integer(1)]))
    #expect(rig.call("SELECT", "1") == .ok)
    #expect(rig.call("MGET", "there", "moved") == .array([.bulk("new"), .bulk("old")]))
  }
}
