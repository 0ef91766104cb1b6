import SeededRandom
import Testing

@testable import Keyspace

/// The wheel against a dictionary of deadlines.
@Suite struct TimerWheelTests {
  /// A wheel, the entries in it, and when they are due.
  private struct Bench: ~Copyable {
    var arena = Arena()
    var wheel = TimerWheel(nowMs: epochMs)
    var deadlines: [Handle: Int64] = [:]
    var idle: [Handle] = []
    var random: SeededGenerator
    var nowMs = epochMs

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// From the next millisecond to twenty years.
    mutating func anyDeadline() -> Int64 {
      let scale = Int64(1) << Int64.random(in: 0...39, using: &random)
      return nowMs + Int64.random(in: 0...scale, using: &random)
    }

    mutating func schedule(_ deadlineMs: Int64) {
      let handle = idle.popLast() ?? makeEntry()
      arena[handle].lifetime = .absolute(deadlineMs: deadlineMs)
      deadlines[handle] = deadlineMs
      wheel.schedule(handle, in: arena)
    }

    private mutating func makeEntry() -> Handle {
      let handle = arena.append(Entry.headerBytes, queue: .probation)
      arena[handle].initialize(keyLength: 0, valueLength: 0)
      return handle
    }

    /// Changes a deadline as the keyspace does: a later one only in the entry.
    mutating func change(_ handle: Handle, _ deadlineMs: Int64) {
      let isEarlier = deadlineMs < arena[handle].deadlineMs
      arena[handle].lifetime = .absolute(deadlineMs: deadlineMs)
      deadlines[handle] = deadlineMs
      guard isEarlier else { return }
      wheel.deschedule(handle, in: arena)
      wheel.schedule(handle, in: arena)
    }

    mutating func deschedule(_ handle: Handle) {
      wheel.deschedule(handle, in: arena)
      forget(handle)
    }

    mutating func forget(_ handle: Handle) {
      deadlines[handle] = nil
      idle.append(handle)
    }
  }

  private func advance(_ bench: inout Bench, _ trace: Comment) {
    var budget = 0
    var calls = 0
    repeat {
      budget = Int.random(in: 1...40, using: &bench.random)
      while let handle = bench.wheel.popDue(
        nowMs: bench.nowMs, budget: &budget, in: bench.arena)
      {
        let deadline = bench.deadlines[handle] ?? .max
        #expect(deadline <= bench.nowMs, "\(trace): fires early")
        bench.forget(handle)
      }
      calls += 1
    } while budget <= 0 && calls < 100_000
    let overdue = bench.deadlines.values.filter { $0 <= bench.nowMs - 2 }
    #expect(overdue.isEmpty, "\(trace): \(overdue.count) are late")
    expectWakeInTime(bench, trace)
  }

  private func expectWakeInTime(_ bench: borrowing Bench, _ trace: Comment) {
    let (next, count, current) = (
      bench.wheel.nextEventMs, bench.wheel.count, bench.wheel.currentMs
    )
    #expect(count == bench.deadlines.count, "\(trace): miscounted")
    guard let first = bench.deadlines.values.min() else {
      return #expect(next == nil, "\(trace): an empty wheel has an event")
    }
    #expect(
      (next ?? .max) <= max(first + 1, current + 2), "\(trace): wakes late for the first entry")
  }

  @Test(
    "L7: nothing fires early, everything by two milliseconds after its deadline", arguments: 1...40)
  func equalsModel(seed: UInt64) {
    var bench = Bench(seed: seed)
    for step in 1...700 {
      let victim = bench.deadlines.keys.min { $0.raw < $1.raw }
      switch Int.random(in: 0..<10, using: &bench.random) {
      case ..<5: bench.schedule(bench.anyDeadline())
      case 5: if let victim { bench.deschedule(victim) }
      case 6: if let victim { bench.change(victim, bench.anyDeadline()) }
      case 7:
        if let victim, let old = bench.deadlines[victim] { bench.change(victim, old + 1 << 14) }
      case 8:
        let scale =
          Int64(1) << Int64.random(in: 0...(seed % 4 == 0 ? 38 : 20), using: &bench.random)
        bench.nowMs += Int64.random(in: 0...scale, using: &bench.random)
        advance(&bench, "seed \(seed), step \(step)")
      default:
        guard bench.random.oneIn(8) else { continue }
        advance(&bench, "seed \(seed), step \(step)")
        bench.nowMs -= Int64.random(in: 0...1 << 34, using: &bench.random)
        bench.wheel.rewind(to: bench.nowMs, in: bench.arena)
        expectWakeInTime(bench, "seed \(seed), step \(step), rewound")
      }
    }
    bench.nowMs += 1 << 41
    advance(&bench, "seed \(seed), at the end")
    #expect(bench.deadlines.isEmpty)
  }

  @Test("An outer slot that starts before the first inner one wakes the wheel")
  func outerSlotMayComeFirst() {
    var bench = Bench(seed: 1)
    // Just before a slot of level 2 starts, one entry lies behind its start on level 1 or 0 and
    // another, scheduled long ago, in it.
    let boundary = (epochMs >> 17 + 3) << 17
    bench.schedule(boundary + 100)
    bench.nowMs = boundary - 1000
    advance(&bench, "before the slot")
    bench.schedule(boundary + 900)
    let next = bench.wheel.nextEventMs
    #expect((next ?? .max) <= boundary + 100)
  }

  @Test("L9: years pass in a handful of steps")
  func yearsPassQuickly() {
    var bench = Bench(seed: 2)
    for year in 1...40 as ClosedRange<Int64> { bench.schedule(epochMs + year * 31_556_952_000) }
    bench.nowMs = epochMs + 41 * 31_556_952_000
    var budget = 2000
    var fired = 0
    while bench.wheel.popDue(nowMs: bench.nowMs, budget: &budget, in: bench.arena) != nil {
      fired += 1
    }
    #expect(fired == 40 && budget > 0)
  }
}
