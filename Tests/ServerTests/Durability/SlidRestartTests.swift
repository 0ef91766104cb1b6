import Persistence
import SimulatedDisk
import Testing

@testable import Server

/// L3, D5: windows that reads have moved hold after a clean stop, however soon somebody asks or stops
/// again: the index and what has slid are read in the background after a start.
@Suite struct SlidRestartTests {
  private static let dayMs: Int64 = 86_400_000
  private static let count = 220
  private let rig: EngineRig

  /// More than memory holds, in several segments, and all of it read once half an hour later.
  init() throws {
    rig = EngineRig()
    try rig.start()
    let value = String(repeating: "v", count: 64 << 10)
    for number in 0..<Self.count {
      try #require(rig.call("SET", Self.key(number), value) == .ok)
    }
    rig.pass(ms: 3000)
    rig.clock.pass(ms: 1_800_000)
    for number in 0..<Self.count {
      try #require(rig.call("GET", Self.key(number)) == .bulk(value))
    }
  }

  private static func key(_ number: Int) -> String { "token:\(number)" }

  private func restart() throws {
    rig.stop()
    rig.reboot(with: rig.disk.image)
    try rig.start()
  }

  private func unindexedCount() throws -> Int {
    try #require(rig.engine?.storage.core.catalog.unindexedSegments.count)
  }

  /// Half an hour more than the row of the key says, but for the time that this test has taken.
  private func expectFullWindow(_ number: Int) throws {
    guard case .integer(let leftMs) = rig.call("PTTL", Self.key(number)) else {
      throw Missing(key: Self.key(number))
    }
    #expect(leftMs > Self.dayMs - 600_000, "\(Self.key(number)) has only \(leftMs) ms")
  }

  struct Missing: Error { var key: String }

  @Test func whoAsksBeforeTheIndexIsThereSeesIt() throws {
    try restart()
    #expect(try unindexedCount() > 3, "there is nothing to load")
    try expectFullWindow(0)
    rig.pass(ms: 1000)
    #expect(try unindexedCount() == 0)
    for number in stride(from: 0, to: Self.count, by: 9) { try expectFullWindow(number) }
  }

  @Test func aStopBeforeItIsLoadedLosesNone() throws {
    try restart()
    rig.turn()
    #expect(try unindexedCount() > 1, "all has been loaded")
    try restart()
    rig.pass(ms: 1000)
    for number in stride(from: 0, to: Self.count, by: 9) { try expectFullWindow(number) }
  }
}
