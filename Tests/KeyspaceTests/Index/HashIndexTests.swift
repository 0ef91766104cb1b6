import SeededRandom
import Testing

@testable import Keyspace

/// The index against a dictionary of arrays.
@Suite struct HashIndexTests {
  /// Where the hashes of a sweep come from.
  enum Source: CaseIterable {
    case uniform
    /// Everything in one partition, so that it grows and shrinks.
    case onePartition
    /// Few fingerprints, each many times.
    case equalFingerprints
    /// All in the last home slots, so that runs spill over the end.
    case lastHomes

    /// Some hash's top bits.
    static let partition: UInt64 = 77 << (64 - HashIndex.partitionBits)
    /// The last hash of that partition, but for the bits that name a database.
    static let lastHash = partition + (1 << (64 - HashIndex.partitionBits) - 16)

    func hash(_ random: inout SeededGenerator) -> UInt64 {
      let any = random.next()
      return switch self {
      case .uniform: any
      case .onePartition: any >> HashIndex.partitionBits | Source.partition
      case .equalFingerprints: (any % 6) << 40 | Source.partition
      case .lastHomes: Source.lastHash - any % (1 << 36) & ~15
      }
    }
  }

  /// Rows of every hash, in the plainest form.
  private struct Rows {
    var byHash: [UInt64: [UInt64]] = [:]
    var all: [(hash: UInt64, row: UInt64)] = []
  }

  private func rows(_ index: borrowing HashIndex, _ hash: UInt64) -> Set<UInt64> {
    var found: Set<UInt64> = []
    var position = index.first(of: hash)
    while let candidate = position {
      found.insert(index[candidate].row)
      position = index.next(after: candidate)
    }
    return found
  }

  private func position(
    _ index: borrowing HashIndex, _ hash: UInt64, _ row: UInt64
  ) -> HashIndex.Position? {
    var position = index.first(of: hash)
    while let candidate = position, index[candidate].row != row {
      position = index.next(after: candidate)
    }
    return position
  }

  /// All rows in the order of a walk in steps of `limit`.
  private func walk(_ index: borrowing HashIndex, limit: Int) -> [UInt64] {
    var found: [UInt64] = []
    var cursor: UInt64? = 0
    while let from = cursor {
      cursor = index.scan(from: from, limit: limit) { _, slot in
        found.append(slot.row)
        return true
      }
    }
    return found
  }

  private func insert(
    _ index: inout HashIndex, _ rows: inout Rows, hash: UInt64, row: UInt64
  ) {
    index.insert(Slot(fingerprint: HashIndex.fingerprint(of: hash), cold: row), hash: hash)
    rows.all.append((hash, row))
  }

  @Test("Finds what was inserted and not removed, and nothing else", arguments: Source.allCases)
  func equalsModel(source: Source) {
    for seed in 1...6 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed)
      var index = HashIndex()
      var rows = Rows()
      for step in 1...1500 as ClosedRange<UInt64> {
        // Grows for a while, then shrinks.
        let isGrowing = step % 600 < 400
        if rows.all.isEmpty || random.oneIn(isGrowing ? 5 : 2) != isGrowing {
          insert(&index, &rows, hash: source.hash(&random), row: step)
        } else {
          let victim = rows.all.remove(at: Int.random(in: 0..<rows.all.count, using: &random))
          let place = position(index, victim.hash, victim.row)
          #expect(place != nil, "seed \(seed), step \(step)")
          if let place { index.remove(at: place) }
        }
        if step % 300 == 0 { compare(index, rows, "seed \(seed), step \(step)") }
      }
    }
  }

  private func compare(_ index: borrowing HashIndex, _ rows: Rows, _ trace: Comment) {
    let count = index.count
    #expect(count == rows.all.count, trace)
    let walked = walk(index, limit: 7)
    #expect(walked.sorted() == rows.all.map(\.row).sorted(), trace)
    // What an index tells hashes apart by.
    let unseenBits = 64 - HashIndex.partitionBits - Slot.fingerprintBits
    let fingerprint = { (hash: UInt64) in hash >> unseenBits }
    for (key, group) in Dictionary(grouping: rows.all, by: { fingerprint($0.hash) }) {
      let found = self.rows(index, key << unseenBits)
      #expect(found == Set(group.map(\.row)), trace)
    }
  }

  @Test("A crowd of equal fingerprints costs slots, not ever more homes")
  func crowdCostsNoMemory() {
    var index = HashIndex()
    let hash = Source.lastHash
    for row in 1...2000 as ClosedRange<UInt64> {
      index.insert(Slot(fingerprint: HashIndex.fingerprint(of: hash), cold: row), hash: hash)
    }
    let bytes = index.byteCount - HashIndex().byteCount
    #expect(bytes < 2000 * 8 * 8)
    let found = rows(index, hash).count
    #expect(found == 2000)
  }

  @Test("A row that is there throughout a walk is visited by it", arguments: Source.allCases)
  func walkVisitsWhatStays(source: Source) {
    var random = SeededGenerator(seed: 5)
    var index = HashIndex()
    var rows = Rows()
    for row in 1...300 as ClosedRange<UInt64> {
      insert(&index, &rows, hash: source.hash(&random), row: row)
    }
    let staying = Set(rows.all[0..<150].map(\.row))
    var passing = Array(rows.all[150...])
    var found: Set<UInt64> = []
    var cursor: UInt64? = 0
    var row: UInt64 = 1000
    while let from = cursor {
      cursor = index.scan(from: from, limit: 5) { _, slot in
        found.insert(slot.row)
        return true
      }
      for _ in 0..<8 where !passing.isEmpty {
        let victim = passing.removeLast()
        if let place = position(index, victim.hash, victim.row) { index.remove(at: place) }
      }
      row += 1
      insert(&index, &rows, hash: source.hash(&random), row: row)
    }
    #expect(found.isSuperset(of: staying))
  }

  @Test("A partition takes whole pages once it fills one, few of them idle, and gives them back")
  func pagesComeAndGo() {
    var random = SeededGenerator(seed: 3)
    var index = HashIndex()
    var rows = Rows()
    let number = HashIndex.partition(of: Source.partition)
    for row in 1...20_000 as ClosedRange<UInt64> {
      insert(&index, &rows, hash: Source.onePartition.hash(&random), row: row)
      let slots = index.partitions[number].physical
      let page = SlotMemory.slotsPerPage
      if slots >= page { #expect(slots % page == 0, "\(row) keys") }
      if slots > 6 * page { #expect(Double(row) > 0.7 * Double(slots), "\(row) keys") }
    }
    compare(index, rows, "grown")
    while rows.all.count > 5 {
      let victim = rows.all.removeLast()
      if let place = position(index, victim.hash, victim.row) { index.remove(at: place) }
    }
    compare(index, rows, "shrunk")
    #expect(index.partitions[number].physical < SlotMemory.slotsPerPage)
  }

  @Test("Removing everything gives the memory back")
  func removeAllGivesMemoryBack() {
    var index = HashIndex()
    var rows = Rows()
    var random = SeededGenerator(seed: 1)
    let empty = index.byteCount
    for row in 1...500 as ClosedRange<UInt64> {
      insert(&index, &rows, hash: random.next(), row: row)
    }
    index.removeAll()
    let (bytes, count) = (index.byteCount, index.count)
    #expect(bytes == empty && count == 0)
    let walked = walk(index, limit: 10)
    #expect(walked.isEmpty)
  }
}
