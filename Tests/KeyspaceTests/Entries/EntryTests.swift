import SeededRandom
import Testing

@testable import Keyspace

/// What a packed header gives back, at the ends of every range.
@Suite struct EntryTests {
  /// Calls `body` with a block of its own that is full of ones before it is initialised.
  private func withEntry<R>(
    keyLength: Int = 3, valueLength: Int = 5, _ body: (Entry) throws -> R
  ) rethrows -> R {
    let bytes = Entry.blockBytes(keyLength: keyLength, valueLength: valueLength)
    let base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
    defer { base.deallocate() }
    base.initializeMemory(as: UInt8.self, repeating: 0xff, count: bytes)
    let entry = Entry(base: base)
    entry.initialize(keyLength: keyLength, valueLength: valueLength)
    return try body(entry)
  }

  private static let keyLengths = [0, 1, 54, 255, 256, Key.maxLength]
  private static let valueLengths = [0, 1, 391, 65_535, 65_536, 16 << 20, Entry.maxValueLength]

  @Test("Key and value lie behind the header and inside of the block", arguments: keyLengths)
  func lengths(keyLength: Int) {
    for valueLength in EntryTests.valueLengths {
      withEntry(keyLength: keyLength, valueLength: valueLength) { entry in
        let (key, value) = (entry.key, entry.value)
        #expect(key.count == keyLength && value.count == valueLength)
        #expect(
          entry.blockBytes == Entry.blockBytes(keyLength: keyLength, valueLength: valueLength))
        let before = key.baseAddress.map { $0 - entry.base } ?? 0
        #expect(before == (keyLength > 255 || valueLength > 65_535 ? 40 : 32))
        #expect(value.baseAddress == key.baseAddress.map { $0 + keyLength })
        #expect(before + keyLength + valueLength <= entry.blockBytes)
        #expect(entry.row == 0 && entry.wheelNext == 0 && entry.wheelPrevious == 0)
        #expect(entry.lifetime == .absolute(deadlineMs: 0) && !entry.isDead && !entry.isDirty)
      }
    }
  }

  @Test func tokensOfTheBenchmarkTake480Bytes() {
    #expect(Entry.blockBytes(keyLength: 54, valueLength: 391) == 480)
  }

  @Test("No short and no long entry of one key take the same block", arguments: keyLengths)
  func formsDiffer(keyLength: Int) {
    let sizes = (65_500...65_570).map {
      Entry.blockBytes(keyLength: keyLength, valueLength: $0)
    }
    let (longest, shortest) = (sizes[35], sizes[36])
    #expect(keyLength > 255 || longest < shortest)
    #expect(sizes == sizes.sorted())
  }

  @Test func fieldsAtTheirEndsLeaveOneAnotherAlone() {
    for (keyLength, valueLength) in [(255, 65_535), (Key.maxLength, Entry.maxValueLength)] {
      withEntry(keyLength: keyLength, valueLength: valueLength) { entry in
        let lifetime = Lifetime(
          deadlineMs: 1 << 45 - 1 - Entry.maxWindowMs, windowMs: Entry.maxWindowMs,
          capMs: 1 << 45 - 1)
        entry.row = 1 << 40 - 1
        (entry.wheelNext, entry.wheelPrevious) = (.max, .max)
        (entry.isDirty, entry.isTombstone, entry.isSlid) = (true, true, true)
        (entry.isDead, entry.isUnresolved, entry.isScheduled) = (true, true, true)
        (entry.useCount, entry.database) = (7, 15)
        entry.lifetime = lifetime
        #expect(entry.lifetime == lifetime.inHeader)
        #expect(entry.row == 1 << 40 - 1 && entry.wheelNext == .max && entry.wheelPrevious == .max)
        #expect(entry.isDirty && entry.isTombstone && entry.isSlid)
        #expect(entry.isDead && entry.isUnresolved && entry.isScheduled)
        #expect(entry.useCount == 3 && entry.database == 15 && entry.isSliding)
        #expect(entry.keyLength == keyLength && entry.valueLength == valueLength)

        (entry.row, entry.wheelNext, entry.useCount, entry.database) = (0, 0, 0, 0)
        (entry.isDirty, entry.isTombstone, entry.isSlid) = (false, false, false)
        (entry.isDead, entry.isUnresolved, entry.isScheduled) = (false, false, false)
        #expect(entry.lifetime == lifetime.inHeader && entry.wheelPrevious == .max)
        #expect(entry.keyLength == keyLength && entry.valueLength == valueLength)
        entry.lifetime = .absolute(deadlineMs: 1 << 45 - 1)
        entry.noteAccess(atMs: 1 << 45 - 2)
        #expect(entry.lifetime == .absolute(deadlineMs: 1 << 45 - 1))
        #expect(entry.lastAccessMs == 1 << 45 - 2 && entry.windowMs == 0)
      }
    }
  }

  @Test func anotherFormTakesOverEverythingButTheLengths() {
    withEntry(keyLength: 255, valueLength: 7) { old in
      old.lifetime = .sliding(nowMs: epochMs, windowMs: 1_000, maxTtlMs: 5_000)
      (old.row, old.wheelNext, old.wheelPrevious, old.database) = (77, 5, 6, 9)
      (old.isDirty, old.isDead) = (true, true)
      for valueLength in [8, 70_000] {
        withEntry(keyLength: 255, valueLength: valueLength) { new in
          new.copyState(from: old)
          #expect(new.keyLength == 255 && new.valueLength == valueLength)
          #expect(new.lifetime == old.lifetime && new.row == 77 && new.database == 9)
          #expect(new.wheelNext == 5 && new.wheelPrevious == 6 && new.isDirty && !new.isDead)
        }
      }
    }
  }

  // MARK: Lifetimes

  private static let reachesMs: [Int64] = [
    0, 1, 1 << 24 - 1, 1 << 24, 1 << 24 + 1, 34_560_000_000 - 86_400_000, 1 << 39 - 1,
  ]

  @Test("A cap comes back exact when near, never later when far", arguments: reachesMs)
  func caps(reachMs: Int64) {
    for deadlineMs in [0, 1, epochMs, epochMs + 1023, 1 << 45 - 1 - reachMs] {
      for windowMs in [1, 86_400_000, Entry.maxWindowMs] {
        let lifetime = Lifetime(
          deadlineMs: deadlineMs, windowMs: windowMs, capMs: deadlineMs + reachMs)
        let kept = withEntry { entry in
          entry.lifetime = lifetime
          return entry.lifetime
        }
        let lostMs = lifetime.capMs - kept.capMs
        #expect(kept.deadlineMs == deadlineMs && kept.windowMs == windowMs)
        #expect(lostMs >= 0 && kept.capMs >= deadlineMs && lostMs <= reachMs >> 23)
        #expect(reachMs >= 1 << 24 || lostMs == 0)
        #expect(kept == lifetime.inHeader && kept.inHeader == kept)
      }
    }
  }

  @Test func aCapThatNoHeaderReachesIsPulledBackAndOneBehindTheDeadlineStopsTheWindow() {
    let far = Lifetime(deadlineMs: epochMs, windowMs: 1000, capMs: epochMs + 1 << 44).inHeader
    #expect((epochMs + 1 << 38...epochMs + 1 << 39).contains(far.capMs))
    let past = Lifetime(deadlineMs: epochMs, windowMs: 1000, capMs: epochMs - 5).inHeader
    #expect(past.capMs == epochMs && past.rearmed(at: epochMs - 1) == past)
  }

  @Test("Re-arming reaches the cap of the save and no more, step by step", arguments: 1...20)
  func capsDoNotCreep(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let windowMs = Int64.random(in: 1...1 << 34, using: &random)
    let save = Lifetime.sliding(nowMs: epochMs, windowMs: windowMs, maxTtlMs: 34_560_000_000)
    withEntry { entry in
      entry.lifetime = save
      let capMs = entry.lifetime.capMs
      var nowMs = epochMs
      for _ in 0..<10_000 {
        nowMs += Int64.random(in: 0...entry.deadlineMs - nowMs, using: &random)
        let rearmed = entry.lifetime.rearmed(at: nowMs)
        entry.lifetime = rearmed
        #expect(entry.lifetime == rearmed, "seed \(seed), at \(nowMs)")
      }
      #expect(entry.lifetime.capMs == capMs, "seed \(seed)")
      #expect(entry.deadlineMs <= save.capMs, "seed \(seed)")
    }
  }
}
