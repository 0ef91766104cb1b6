import SeededRandom
import Testing

@testable import Keyspace

@Suite struct DirtyQueueTests {
  @Test("Gives entries back in order, skips holes and keeps positions, however it grows")
  func equalsModel() {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      var queue = DirtyQueue()
      var model: [(position: UInt64, raw: UInt32)] = []
      for step in 1...6000 as ClosedRange<UInt32> {
        let isGrowing = step % 3000 < 2200
        if random.oneIn(4) != isGrowing {
          let item = DirtyQueue.Item(handle: Handle(raw: step), oldRow: UInt64(step) * 3)
          model.append((queue.append(item), step))
        } else if random.oneIn(3), !model.isEmpty {
          let hole = model.remove(at: Int.random(in: 0..<model.count, using: &random))
          queue[hole.position] = DirtyQueue.Item(handle: .none, oldRow: 0)
        } else {
          let item = queue.popFirst()
          let first = model.isEmpty ? nil : model.removeFirst()
          #expect(item?.handle.raw == first?.raw, "seed \(seed), step \(step)")
          #expect(item.map { $0.oldRow == UInt64($0.handle.raw) * 3 } ?? true)
        }
      }
      let isRight = model.allSatisfy { queue[$0.position].handle.raw == $0.raw }
      #expect(isRight, "seed \(seed)")
    }
  }

  @Test("An emptied queue gives the memory of a burst back")
  func burstGoesBack() {
    var queue = DirtyQueue()
    let small = queue.byteCount
    for raw in 1...200_000 as ClosedRange<UInt32> {
      _ = queue.append(DirtyQueue.Item(handle: Handle(raw: raw), oldRow: 0))
    }
    while queue.popFirst() != nil {}
    let (left, head, tail) = (queue.byteCount, queue.head, queue.tail)
    #expect(left == small && head == 200_000 && tail == 200_000)
  }
}
