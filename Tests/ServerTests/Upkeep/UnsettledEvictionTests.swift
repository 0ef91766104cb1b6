import Configuration
import SimulatedDisk
import Testing

@testable import Server

/// B3, D4: what was evicted at `maxdisk` does not come back out of the journal.
@Suite struct UnsettledEvictionTests {
  /// Each entry is nearer to its deadline than those before, so the newest ones, which the journal still
  /// holds, would be the first to go.
  @Test func aKillBringsNothingBackThatHadGone() throws {
    let rig = EngineRig {
      $0.maxMemoryBytes = 8 << 20
      $0.maxDiskBytes = 40 << 20
      $0.flushIntervalMs = 10
    }
    try rig.start()
    let value = String(repeating: "v", count: 30_000)
    var evictions = 0
    for round in 0..<40 {
      for number in (round * 25)..<(round * 25 + 25) {
        try #require(
          rig.call("SET", "k\(number)", value, "EX", "\(900_000 - number * 500)") == .ok)
      }
      let seen = try #require(names(rig))
      guard seen.count < round * 25 + 25 else { continue }
      evictions += 1
      let again = EngineRig(rig.disk.image, wallMs: rig.clock.wallMs) {
        $0.maxMemoryBytes = 8 << 20
        $0.maxDiskBytes = 40 << 20
      }
      try again.start()
      let back = try #require(names(again)).subtracting(seen)
      try #require(back.isEmpty, "\(back.count) are back after round \(round)")
    }
    #expect(evictions > 10)
  }

  private func names(_ rig: EngineRig) -> Set<String>? {
    guard case .array(let keys)? = rig.call("KEYS", "*") else { return nil }
    return Set(keys.compactMap(\.text))
  }
}
