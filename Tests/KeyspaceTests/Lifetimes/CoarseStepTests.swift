import SeededRandom
import Testing

@testable import Keyspace

@Suite struct CoarseStepTests {
  @Test(
    "D7: what is unsaved of a sliding deadline never exceeds a twentieth of its window",
    arguments: [1, 19, 20, 21, 999, 60_000, 86_400_000, 7_776_000_000, LifetimeRule.limitMs])
  func unsavedIsBounded(windowMs: Int64) {
    var random = SeededGenerator(seed: UInt64(windowMs))
    var nowMs = epochMs
    var deadlineMs = nowMs + windowMs
    var savedMs = deadlineMs
    var saves = 0
    for _ in 0..<5000 {
      nowMs += Int64.random(in: 0...max(windowMs / 50, 1), using: &random)
      let movedMs = nowMs + windowMs
      if CoarseStep.isLeft(fromMs: deadlineMs, toMs: movedMs, nowMs: nowMs) {
        savedMs = movedMs
        saves += 1
      }
      deadlineMs = movedMs
      #expect(deadlineMs - savedMs <= windowMs / 20)
    }
    // A deadline that moved by fifty windows in all is saved about 20 to 40 times a window.
    #expect(saves > 500 && (windowMs < 1000 || saves < 2500))
  }

  @Test("A deadline that comes closer is always saved, one that stays never")
  func earlierIsAlwaysSaved() {
    for distance in 1...2000 as ClosedRange<Int64> {
      let deadlineMs = epochMs + 100_000_000
      #expect(
        CoarseStep.isLeft(fromMs: deadlineMs, toMs: deadlineMs - distance, nowMs: epochMs))
    }
    #expect(!CoarseStep.isLeft(fromMs: epochMs + 9, toMs: epochMs + 9, nowMs: epochMs))
  }
}
