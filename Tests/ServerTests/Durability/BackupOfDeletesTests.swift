import Testing

@testable import Server
@testable import SimulatedDisk

/// D4, D6: a copy shows what was acknowledged before it was asked for.
@Suite struct BackupOfDeletesTests {
  @Test func aKeyDeletedJustBeforeIsNotInTheCopy() throws {
    let rig = EngineRig()
    try rig.start()
    for key in ["kept", "deleted"] { #expect(rig.call("SET", key, "v") == .ok) }
    rig.pass(ms: 3000)
    // Only the death of a row is left to be committed.
    #expect(rig.call("DEL", "deleted") == .integer(1))
    #expect(rig.call("SAVE") == .ok)
    var image = rig.disk.image
    for name in image.fileNames where !name.hasSuffix("tokens-backup.db") { image.remove(name) }
    let directory = SimulatedDisk.directory
    image.rename(directory + "/tokens-backup.db", directory + "/tokens.db")
    rig.reboot(with: image)
    try rig.start()
    rig.pass(ms: 1000)
    #expect(rig.call("GET", "kept") == .bulk("v"))
    #expect(rig.call("GET", "deleted") == .null)
    #expect(rig.call("DBSIZE") == .integer(1))
  }

  @Test func aCopySurvivesPowerLossOnceItIsThere() throws {
    let rig = EngineRig()
    try rig.start()
    #expect(rig.call("SET", "k", "v") == .ok)
    #expect(rig.call("SAVE") == .ok)
    let name = SimulatedDisk.directory + "/tokens-backup.db"
    let copy = try #require(rig.disk.image.contents(name))
    #expect(copy.count > 16_384)
    #expect(rig.disk.image.afterTotalPowerLoss.contents(name) == copy)
  }
}
