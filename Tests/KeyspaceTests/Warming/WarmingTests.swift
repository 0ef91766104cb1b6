import Testing

@testable import Keyspace

/// Warming is a hint: whatever keys it is given, nothing changes by it.
@Suite struct WarmingTests {
  private let bench = Bench()

  private func warm(_ keys: [String], into warming: inout WarmingKeys) {
    let keys = keys.map { bench.bytes($0) }
    keys.withUnsafeBufferPointer { bench.keyspace.beginWarming(&warming, $0, number: 3) }
  }

  @Test(arguments: [0, 1, 16, 200]) func nothingChanges(count: Int) {
    let long = String(repeating: "x", count: 300_000)
    bench.save("long", long)
    bench.keyspace.beginLoading(newestRow: 100)
    _ = bench.keyspace.indexRow(7, hash: bench.key("cold").hash)
    for number in 0..<count / 2 { bench.save("k\(number)", "v\(number)") }
    let lifetimes = (0..<count).map { bench.lifetime("k\($0)") }
    bench.nowMs += 1000
    var warming = WarmingKeys()
    for first in stride(from: 0, to: count, by: 7) {
      warm((first..<min(first + 7, count)).map { "k\($0)" }, into: &warming)
      warm(["long", "cold", "", "unknown"], into: &warming)
    }
    bench.keyspace.finishWarming(&warming)
    #expect((0..<count).map { bench.lifetime("k\($0)") } == lifetimes)
    #expect(bench.read("long") == long && bench.residency("cold") == .cold(row: 7))
    #expect(bench.findings == [])
  }

  @Test func itTakesAsManyKeysAsThereIsRoomForAndThenAgain() {
    var warming = WarmingKeys()
    for _ in 0..<3 {
      expectRoom(48, in: warming)
      warm((0..<40).map { "k\($0)" }, into: &warming)
      expectRoom(8, in: warming)
      warm((0..<40).map { "k\($0)" }, into: &warming)
      // Keys that are absent take no room once they have been looked for.
      expectRoom(8, in: warming)
      bench.keyspace.finishWarming(&warming)
    }
  }

  private func expectRoom(_ keys: Int, in warming: borrowing WarmingKeys) {
    let (fits, fitsMore) = (warming.hasRoom(for: keys), warming.hasRoom(for: keys + 1))
    #expect(fits && !fitsMore)
  }
}
