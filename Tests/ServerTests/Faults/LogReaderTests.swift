import Configuration
import SimulatedDisk
import Testing

@testable import Persistence
@testable import Server

/// B3, D8: a person's shell that keeps a transaction open, under a tight `maxdisk`.
@Suite struct LogReaderTests {
  private let rig = EngineRig {
    $0.maxMemoryBytes = 16 << 20
    $0.journalSizeBytes = 2 << 20
    $0.maxDiskBytes = 72 << 20
  }

  init() throws { try rig.start() }

  private func save(_ number: Int) -> Reply? {
    rig.send(["SET", "k\(number % 400)", "\(number):" + String(repeating: "v", count: 100_000)])
    return rig.reply(turns: 600)
  }

  @Test func writesAreRefusedWithTheReasonAndGoOnByThemselves() throws {
    for number in 0..<20 { #expect(save(number) == .ok) }
    rig.pass(ms: 2500)
    let shell = try Database(
      path: SimulatedDisk.directory + "/tokens.db", readOnly: true,
      vfsName: rig.disk.fileSystem.vfsName)
    try shell.execute("BEGIN", for: "look")
    _ = try shell.integer("SELECT count(*) FROM entries", for: "look")
    var refusal: Reply?
    for number in 20..<2000 where refusal == nil {
      let reply = save(number)
      try #require(reply != nil, "no answer to save \(number)")
      if reply != .ok { refusal = reply }
    }
    let text = try #require(refusal?.text)
    #expect(text.hasPrefix("MISCONF ") && text.contains("sqlite3"), "\(text)")
    #expect(rig.messages.count("sqlite3") >= 1)
    #expect(rig.fact("store_last_write_status") == "err")
    #expect(Int(rig.fact("store_log_held_seconds") ?? "") ?? 0 > 0)
    // Whoever comes now is told at once, or has room.
    let beganMs = rig.clock.wallMs
    for number in 0..<5 { #expect(save(number) != nil) }
    #expect(rig.clock.wallMs - beganMs < 5000)
    let before = rig.messages.count("sqlite3")
    rig.pass(ms: 50_000)
    #expect(rig.messages.count("sqlite3") <= before + 2)
    try shell.execute("COMMIT", for: "look")
    rig.pass(ms: 15_000)
    for number in 0..<50 { #expect(save(number) == .ok) }
    #expect(rig.fact("store_last_write_status") == "ok")
    #expect(rig.fact("store_log_held_seconds") == "0")
  }
}
