import Keyspace
import SeededRandom
import Testing

/// Room for a command may be made of the command's own entries.
@Suite struct RoomTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func aSaveNeverLeavesTheOlderRowOfItsKeyBehind(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // The index and its buffers take about half a megabyte of this; the arena holds a third of the keys.
    let bench = CommandBench(memoryLimit: 6 << 20)
    var alive: [Int: Int] = [:]
    let text = String(repeating: "t", count: 1000)
    for step in 0..<20_000 {
      let key = Int.random(in: 0..<12_000, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        #expect(bench("DEL k\(key)") == (alive.removeValue(forKey: key) == nil ? ":0|" : ":1|"))
      case 1:
        alive[key, default: 0] += 1
        #expect(bench("APPEND k\(key) x") == ":\(alive[key] ?? 0)|")
      default:
        let length = 900 + Int.random(in: 0..<100, using: &random)
        alive[key] = length
        #expect(bench("SET k\(key) \(text.prefix(length))") == "+OK|")
      }
      if step % 500 == 0 { bench.writeBehind() }
    }
    #expect(bench.keyspace.pointee.counters.demoted > 1000, "nothing was demoted: seed \(seed)")
    #expect(bench("DBSIZE") == ":\(alive.count)|")
    for key in alive.keys { bench("DEL k\(key)") }
    // D4: what was deleted stays deleted, in memory and in the store.
    #expect(bench("DBSIZE") == ":0|")
  }
}
