import SeededRandom
import Testing

@testable import Persistence

/// Random use against sets of row numbers.
@Suite struct CatalogModelTests {
  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func theCatalogKnowsWhatSetsKnow(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var catalog = Catalog()
    var (rows, live): ([UInt64], Set<UInt64>) = ([], [])
    for step in 0..<300 {
      switch random.below(8) {
      case 0..<4:
        for _ in 0..<random.below(600) {
          let row = catalog.allocate(deadlineMs: 5, byteCount: random.below(60_000))
          rows.append(row)
          live.insert(row)
        }
      case 4..<6:
        for _ in 0..<random.below(700) where !rows.isEmpty {
          let row = rows[random.below(rows.count)]
          let wasAlive = catalog.kill(row)
          #expect(wasAlive == (live.remove(row) != nil), "seed \(seed) step \(step)")
        }
      case 6: dropOne(&catalog, &rows)
      default:
        let states = catalog.takeChangedStates()
        if random.below(3) == 0 { catalog.restore(states) }
      }
      #expect(catalog.liveRowCount == live.count, "seed \(seed) step \(step)")
      #expect(catalog.rowCount == rows.count, "seed \(seed) step \(step)")
      guard step % 30 == 0 else { continue }
      let known = rows.filter { catalog.isLive($0) }
      #expect(known.count == live.count && known.allSatisfy(live.contains), "seed \(seed)")
    }
  }

  private func dropOne(_ catalog: inout Catalog, _ rows: inout [UInt64]) {
    guard let segment = catalog.droppable().first else { return }
    catalog.remove(segment)
    rows.removeAll { SegmentLayout.segment(of: $0) == segment }
  }
}
