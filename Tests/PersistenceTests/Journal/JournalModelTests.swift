import SeededRandom
import Testing

@testable import Persistence

/// Random appends, releases and restarts against an array.
@Suite struct JournalModelTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func theRingHoldsWhatAnArrayWould(seed: UInt64) throws {
    let directory = try TemporaryDirectory()
    var random = SeededGenerator(seed: seed)
    let capacity = 4096 * (1 + random.below(3))
    var model = Model()
    var journal = try Journal.open(
      path: directory.file("tokens.journal"), capacity: capacity, replayFrom: 0)
    _ = try journal.replayed()
    for step in 0..<400 {
      switch random.below(10) {
      case 0..<6: try append(&journal, &model, &random)
      case 6..<9:
        model.release(random.below(model.frames.count + 1))
        journal.release(through: model.tail)
      default:
        journal = try Journal.open(
          path: directory.file("tokens.journal"), capacity: capacity, replayFrom: model.tail)
        let found = try journal.replayed()
        #expect(found.payloads == model.frames.map(\.payload), "seed \(seed) step \(step)")
        #expect(found.lsns == model.frames.map(\.lsn), "seed \(seed) step \(step)")
        #expect(found.summary.bytes == model.frames.reduce(0) { $0 + $1.payload.count })
      }
      #expect(journal.head == model.head && journal.tail == model.tail, "seed \(seed) step \(step)")
      #expect(journal.used == Int(model.head - model.tail))
    }
  }

  private func append(
    _ journal: inout Journal, _ model: inout Model, _ random: inout SeededGenerator
  ) throws {
    let payload = random.bytes(random.below(random.below(2) == 0 ? 40 : 1500))
    guard journal.hasRoom(for: payload.count) else {
      #expect(throws: StorageError.self) { try journal.append(payload) }
      return
    }
    model.append(payload, at: try journal.append(payload))
  }
}

private struct Model {
  struct Frame {
    var lsn: UInt64
    var payload: [UInt8]
  }

  var frames: [Frame] = []
  var head: UInt64 = 0
  var tail: UInt64 { frames.first?.lsn ?? head }

  mutating func append(_ payload: [UInt8], at lsn: UInt64) {
    frames.append(Frame(lsn: lsn, payload: payload))
    head = lsn + UInt64((24 + payload.count + 7) / 8 * 8)
  }

  mutating func release(_ count: Int) { frames.removeFirst(count) }
}
