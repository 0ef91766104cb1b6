import SeededRandom
import Testing

@testable import Keyspace

/// B1 and B2: what is admitted, what leaves memory, and what must wait.
@Suite struct AdmissionTests {
  private static let limit = 12 << 20

  @Test(
    "B1: unpersisted bytes stay below half the arena's budget plus one change", arguments: 1...8)
  func unpersistedIsBounded(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bench = Bench(memoryLimit: AdmissionTests.limit)
    let scratch = StableBytes(count: 400_000)
    var nextRow: UInt64 = 1
    var waits = 0
    for step in 1...1500 {
      let key = bench.key("key \(random.next() % 5000)")
      let value = TestValue(
        tag: random.next(),
        length: Int.random(in: 0...(random.oneIn(20) ? 400_000 : 30_000), using: &random))
      let bytes = value.length + key.bytes.count + 64
      while bench.admit(bytes) == .mustWait {
        waits += 1
        commit(bench, &nextRow)
      }
      // A key that has gone to the store would have to be fetched first; this sweep leaves it there.
      if case .cold = bench.keyspace.residency(of: key) { continue }
      bench.keyspace.save(key, value: value.fill(scratch), expiry: .backstop, nowMs: bench.nowMs)
      bench.keyspace.changes.removeAll()
      expectBounds(bench, change: bytes, "seed \(seed), step \(step)")
    }
    #expect(waits > 2 && bench.keyspace.counters.demoted > 100)
    #expect(bench.findings == [])
  }

  private func expectBounds(_ bench: Bench, change: Int, _ trace: Comment) {
    let half = (bench.keyspace.memoryLimit - bench.keyspace.fixedBytes) / 2
    // The index and the change buffer may have grown since the admission, by a segment at most.
    #expect(bench.keyspace.unpersistedBytes <= half + change + 1 << 20, trace)
    #expect(bench.keyspace.usedBytes <= bench.keyspace.memoryLimit + 2 << 20, trace)
  }

  private func commit(_ bench: Bench, _ nextRow: inout UInt64) {
    let batch = bench.capture(firstRow: nextRow)
    bench.keyspace.changes.removeAll()
    _ = bench.takeDeadRows()
    guard let last = batch.headers.last?.row else { return }
    nextRow = last + 1
    bench.keyspace.noteCommitted(throughRow: last)
  }

  private func fill(_ bench: Bench, keys: Int, valueBytes: Int = 10_000) {
    let value = String(repeating: "v", count: valueBytes)
    for number in 0..<keys {
      bench.save("key \(number)", value)
      bench.keyspace.changes.removeAll()
    }
  }

  @Test("What waits for the store must be written first; then it gives way")
  func dirtyEntriesWait() {
    let bench = Bench(memoryLimit: AdmissionTests.limit)
    fill(bench, keys: 800)
    #expect(bench.admit(10_000) == .mustWait)
    var nextRow: UInt64 = 1
    let batch = bench.capture(firstRow: nextRow)
    #expect(bench.admit(10_000) == .mustWait, "captured is not written")
    nextRow = (batch.headers.last?.row ?? 0) + 1
    bench.keyspace.noteCommitted(throughRow: nextRow - 1)
    #expect(bench.admit(10_000) == .admitted)
    bench.keyspace.externalBytes = 7 << 20
    #expect(bench.admit(10_000) == .admitted)
    #expect(bench.keyspace.coldKeyCount > 0 && bench.keyspace.count == 800)
    #expect(bench.keyspace.usedBytes <= AdmissionTests.limit)
  }

  @Test("Entries with short windows that slid are written before they leave, and a change waits")
  func slidEntriesWait() {
    let rule = LifetimeRule(defaultTtlMs: 60_000, maxTtlMs: 600_000, slidesOnAccess: true)
    let bench = Bench(rule, memoryLimit: AdmissionTests.limit)
    fill(bench, keys: 800)
    var nextRow: UInt64 = 1
    commit(bench, &nextRow)
    bench.nowMs += 1
    for number in 0..<800 { _ = bench.read("key \(number)") }
    #expect(bench.keyspace.unpersistedBytes == 0)
    bench.keyspace.externalBytes = 5 << 20
    #expect(bench.admit(100_000) == .mustWait)
    var rounds = 0
    while bench.admit(100_000) == .mustWait && rounds < 10 {
      commit(bench, &nextRow)
      rounds += 1
    }
    #expect(rounds < 10 && bench.findings == [])
  }

  @Test("Where buffers have taken everything, a change is refused")
  func outOfMemory() {
    let bench = Bench(memoryLimit: AdmissionTests.limit)
    bench.keyspace.externalBytes = AdmissionTests.limit - 1 << 20
    #expect(bench.admit(10) == .outOfMemory)
    bench.keyspace.externalBytes = 0
    #expect(bench.admit(10) == .admitted)
  }

  @Test("What is used again stays, what was used once leaves first")
  func usedEntriesStay() {
    let bench = Bench(memoryLimit: AdmissionTests.limit)
    bench.keyspace.rule.slidesOnAccess = false
    fill(bench, keys: 900)
    var nextRow: UInt64 = 1
    commit(bench, &nextRow)
    for number in 0..<100 { _ = bench.read("key \(number)") }
    bench.keyspace.externalBytes = 7 << 20
    #expect(bench.makeRoom(100))
    let hot = (0..<100).filter {
      bench.residency("key \($0)") == .hot
    }
    #expect(hot.count == 100)
    #expect(bench.keyspace.coldKeyCount > 300)
  }

  @Test("One call copies a bounded part of the arena, however often everything was used")
  func pauseIsBounded() {
    let bench = Bench(memoryLimit: 48 << 20)
    fill(bench, keys: 4200)
    var nextRow: UInt64 = 1
    commit(bench, &nextRow)
    bench.keyspace.rule.slidesOnAccess = false
    for _ in 0..<3 { for number in 0..<4200 { _ = bench.read("key \(number)") } }
    bench.keyspace.externalBytes = 8 << 20
    let before = bench.keyspace.coldKeyCount
    #expect(bench.makeRoom(100))
    // Only what the room was needed for has left; the rest kept its place in memory.
    let left = bench.keyspace.coldKeyCount - before
    #expect(left > 0 && left < 1200)
  }
}
