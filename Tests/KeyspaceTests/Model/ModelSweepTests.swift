import Testing

@testable import Keyspace

/// Seeded random operations on a keyspace that is far too small for its entries, compared with a
/// naive model. What fails prints its seed.
@Suite struct ModelSweepTests {
  static let pool = KeyPool(count: 260)

  private func makeRig(_ seed: UInt64) -> Rig {
    let rule = LifetimeRule(
      defaultTtlMs: 60_000, maxTtlMs: 300_000, slidesOnAccess: seed % 3 != 0)
    let limit = 8_000_000 + Int(seed % 5) * 700_000
    return Rig(seed: seed, pool: ModelSweepTests.pool, rule: rule, memoryLimit: limit)
  }

  @Test("Some keys of the pool share partition and fingerprint")
  func poolCollides() {
    let keyspace = Keyspace(seed: .fixed, rule: .standard, memoryLimit: 1 << 23, nowMs: epochMs)
    var first = 0
    for group in KeyPool.colliding {
      let tops = Set(
        (first..<first + group.count).map { number in
          ModelSweepTests.pool.key(number, in: keyspace).hash
            >> (64 - HashIndex.partitionBits - Slot.fingerprintBits)
        })
      #expect(tops.count == 1)
      first += group.count
    }
  }

  @Test("L1 to L6, L7, L9, B2: what the model has is there, and nothing else", arguments: 1...50)
  func keyspaceEqualsModel(seed: UInt64) {
    let rig = makeRig(seed)
    rig.saveAll()
    for step in 1...600 where rig.failures.isEmpty {
      if rig.random.oneIn(3) { rig.runEvent() } else { rig.runCommand() }
      if rig.random.oneIn(200) { rig.stepClockBack() }
      if rig.random.oneIn(100) { rig.changeRule() }
      if step % 25 == 0 { rig.checkStructures() }
      if rig.random.oneIn(300) { rig.compareAll() }
    }
    rig.compareAll()
    #expect(rig.failures.isEmpty, "seed \(seed)")
  }

  @Test("D1, D4, D7: a crash loses no more than a step of a slid deadline", arguments: 1...50)
  func crashedKeyspaceEqualsModel(seed: UInt64) {
    let rig = makeRig(seed &+ 1000)
    rig.saveAll()
    for step in 1...600 where rig.failures.isEmpty {
      if rig.random.oneIn(3) { rig.runEvent() } else { rig.runCommand() }
      if rig.random.oneIn(150) { rig.changeRule() }
      if rig.random.oneIn(80) { rig.crash() }
      runLoading(rig)
      if step % 25 == 0 { rig.checkStructures() }
      if rig.random.oneIn(300) { rig.compareAll() }
    }
    rig.compareAll()
    #expect(rig.failures.isEmpty, "seed \(seed)")
  }

  /// A little of what goes on in the background after a start.
  private func runLoading(_ rig: Rig) {
    guard !rig.keyspace.isIndexComplete else { return }
    rig.offerRows(Int.random(in: 0...4, using: &rig.random))
    if rig.random.oneIn(4) { rig.resolveConflict() }
    if rig.offers.isEmpty && rig.conflicts.isEmpty && rig.random.oneIn(10) { rig.finishLoading() }
  }
}
