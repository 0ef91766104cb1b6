import SeededRandom
import Testing

@testable import Persistence

/// D1, D4: runs that end with a power loss, which takes a frame and leaves later ones behind it. Those
/// stand exactly where frames of the next run end, and must never be taken for its own. Each frame fills a
/// page: what shares a page with a new frame is cleared anyway.
@Suite struct AbandonedRunTests {
  private static let ringStart = 8192
  private static let frameBytes = 4096
  private static let capacity = 16 * frameBytes

  @Test(arguments: 1...UInt64(20))
  func whatALostFrameLeavesBehindNeverComesBack(seed: UInt64) throws {
    let directory = try TemporaryDirectory()
    var random = SeededGenerator(seed: seed)
    var frames: [[UInt8]] = []
    var released = 0
    for run in 0..<30 {
      var journal = try Journal.open(
        path: directory.file("tokens.journal"), capacity: Self.capacity,
        replayFrom: UInt64(released * Self.frameBytes))
      let found = try journal.replayed().payloads
      #expect(found == Array(frames[released...]), "seed \(seed) run \(run)")
      let kept = frames.count
      for _ in 0..<random.below(12) where journal.hasRoom(for: Self.frameBytes - 24) {
        frames.append([UInt8(run)] + random.bytes(Self.frameBytes - 25))
        _ = try journal.append(frames[frames.count - 1])
      }
      if frames.count > kept && random.below(3) > 0 {
        let lost = kept + random.below(frames.count - kept)
        try loseFrame(lost, in: directory)
        frames.removeLast(frames.count - lost)
      }
      // The store has taken over some or all of it.
      released = min(frames.count, max(released, frames.count - random.below(8)))
    }
  }

  private func loseFrame(_ number: Int, in directory: TemporaryDirectory) throws {
    var bytes = try directory.contents("tokens.journal")
    let start = Self.ringStart + number * Self.frameBytes % Self.capacity
    for offset in start..<(start + Self.frameBytes) { bytes[offset] = 0 }
    try directory.write(bytes, to: "tokens.journal")
  }
}
