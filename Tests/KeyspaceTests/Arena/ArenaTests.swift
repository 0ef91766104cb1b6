import SeededRandom
import Testing

@testable import Keyspace

/// The log of segments against a dictionary of blocks.
@Suite struct ArenaTests {
  private struct Block: Equatable {
    var keyLength: Int
    var valueLength: Int
    var fill: UInt8
  }

  private func append(
    _ arena: inout Arena, _ block: Block, _ queue: EvictionQueue
  ) -> Handle {
    let bytes = Entry.blockBytes(keyLength: block.keyLength, valueLength: block.valueLength)
    let handle = arena.append(bytes, queue: queue)
    let entry = arena[handle]
    entry.initialize(keyLength: block.keyLength, valueLength: block.valueLength)
    entry.value.initializeMemory(as: UInt8.self, repeating: block.fill)
    entry.key.initializeMemory(as: UInt8.self, repeating: ~block.fill)
    return handle
  }

  /// Whether the block's ends hold what was written.
  private func isIntact(_ entry: Entry, _ block: Block) -> Bool {
    entry.keyLength == block.keyLength && entry.valueLength == block.valueLength
      && (entry.value.isEmpty || entry.value.first == block.fill && entry.value.last == block.fill)
      && (entry.key.isEmpty || entry.key.first == ~block.fill && entry.key.last == ~block.fill)
  }

  private func anyLength(_ random: inout SeededGenerator) -> Int {
    let longest = random.oneIn(12) ? 400_000 : random.oneIn(3) ? 60_000 : 300
    return Int.random(in: 0...longest, using: &random)
  }

  @Test("Blocks stay what they are, and bytes are counted exactly", arguments: 1...10)
  func equalsModel(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var arena = Arena()
    var blocks: [Handle: Block] = [:]
    for step in 1...1200 {
      let isGrowing = step % 400 < 250
      if blocks.isEmpty || random.oneIn(3) != isGrowing {
        let block = Block(
          keyLength: random.oneIn(50) ? Key.maxLength : Int.random(in: 0...80, using: &random),
          valueLength: anyLength(&random), fill: UInt8.random(in: 0...255, using: &random))
        let handle = append(&arena, block, random.oneIn(3) ? .main : .probation)
        #expect(blocks.updateValue(block, forKey: handle) == nil, "seed \(seed): a block twice")
      } else if let (handle, block) = blocks.randomElement(using: &random) {
        #expect(isIntact(arena[handle], block), "seed \(seed), step \(step)")
        arena.discard(handle)
        blocks[handle] = nil
      }
      if random.oneIn(60) { arena.seal(random.oneIn(2) ? .main : .probation) }
      if random.oneIn(60) { _ = arena.releaseSpare() }
      if step % 100 == 0 { compare(arena, blocks, "seed \(seed), step \(step)") }
    }
    arena.removeAll()
    compare(arena, [:], "seed \(seed), emptied")
  }

  private func compare(
    _ arena: borrowing Arena, _ blocks: [Handle: Block], _ trace: Comment
  ) {
    var living: Set<Handle> = []
    var held = 0
    for number in arena.segments.indices where arena.segments[number].isInUse {
      living.formUnion(arena.handles(inSegment: number))
      held += arena.segments[number].capacity
    }
    #expect(living == Set(blocks.keys), trace)
    let bytes = blocks.values.reduce(0) {
      $0 + Entry.blockBytes(keyLength: $1.keyLength, valueLength: $1.valueLength)
    }
    let (live, heldBytes, queues) = (
      arena.liveBytes, arena.heldBytes, arena.probation.byteCount + arena.main.byteCount
    )
    #expect(live == bytes, trace)
    #expect(heldBytes == held && queues == held, trace)
  }

  @Test("A segment goes back once everything in it is dead")
  func emptySegmentGoesBack() {
    var arena = Arena()
    let block = Block(keyLength: 10, valueLength: 200_000, fill: 1)
    let handles = (0..<12).map { _ in append(&arena, block, .probation) }
    let full = arena.heldBytes
    for handle in handles { arena.discard(handle) }
    let left = arena.heldBytes
    #expect(full == 3 * Arena.segmentBytes && left == Arena.segmentBytes)
  }

  @Test("A large entry has a segment of its own and leaves the open one open")
  func largeEntryStandsAlone() {
    var arena = Arena()
    let small = Block(keyLength: 5, valueLength: 5, fill: 2)
    let first = append(&arena, small, .probation)
    let large = append(
      &arena, Block(keyLength: 5, valueLength: 3 << 20, fill: 3), .probation)
    let second = append(&arena, small, .probation)
    #expect(first.segment == second.segment && large.segment != first.segment)
    arena.discard(large)
    let held = arena.heldBytes
    #expect(held == Arena.segmentBytes)
  }
}
