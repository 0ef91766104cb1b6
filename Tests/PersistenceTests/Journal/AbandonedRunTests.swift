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

  /// The run whose header is gone wrote three frames; the next one writes the first of them anew.
  @Test func framesOfARunWhoseHeaderIsGoneNeverComeBack() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("tokens.journal")
    func payload(_ first: UInt8) -> [UInt8] {
      [first] + [UInt8](repeating: 0, count: Self.frameBytes - 25)
    }
    do {
      var journal = try Journal.open(path: path, capacity: Self.capacity, replayFrom: 0)
      _ = try journal.replayed()
      for first in 1...3 { _ = try journal.append(payload(UInt8(first))) }
    }
    try loseNewestHeader(in: directory)
    do {
      var journal = try Journal.open(path: path, capacity: Self.capacity, replayFrom: 0)
      let summary = try journal.replay(acceptsDamage: true) { _, _ in }
      #expect(summary.frames == 0 && summary.lostBytes > 0)
      _ = try journal.append(payload(4))
    }
    var journal = try Journal.open(path: path, capacity: Self.capacity, replayFrom: 0)
    #expect(try journal.replayed().payloads == [payload(4)])
  }

  /// With the marks, which repeat it.
  private func loseNewestHeader(in directory: TemporaryDirectory) throws {
    var bytes = try directory.contents("tokens.journal")
    let page = Self.ringStart / 2
    let newest = [0, page].max { one, other in bytes[one + 12] < bytes[other + 12] } ?? 0
    for offset in 0..<36 { bytes[newest + offset] = 0 }
    for start in [512, page + 512] { for offset in 0..<52 { bytes[start + offset] = 0 } }
    try directory.write(bytes, to: "tokens.journal")
  }

  private func loseFrame(_ number: Int, in directory: TemporaryDirectory) throws {
    var bytes = try directory.contents("tokens.journal")
    let start = Self.ringStart + number * Self.frameBytes % Self.capacity
    for offset in start..<(start + Self.frameBytes) { bytes[offset] = 0 }
    try directory.write(bytes, to: "tokens.journal")
  }
}
