import Testing

@testable import Server

/// B3: how long clients wait for room on disk depends on whether any is being made.
@Suite final class RoomWaitTests {
  private var wait = RoomWait()

  private func isOver(_ steps: UInt64, atMs nowMs: Int64, isTakenByOthers: Bool = false) -> Bool {
    wait.isOver(steps: steps, isTakenByOthers: isTakenByOthers, nowMs: nowMs)
  }

  @Test func aSlowDiskThatComesOnIsWaitedFor() {
    for step in 0..<6 {
      #expect(!isOver(UInt64(step), atMs: Int64(step) * 9_900))
    }
  }

  /// A job that took long has ended only now: that is a step, however late.
  @Test func theEndOfALongJobIsAStep() {
    #expect(!isOver(1, atMs: 0))
    #expect(!isOver(2, atMs: 30_000))
    #expect(wait.endMs == 40_000)
    #expect(isOver(2, atMs: 40_000))
  }

  @Test func withoutAStepThereIsNothingToWaitFor() {
    #expect(!isOver(1, atMs: 0))
    #expect(!isOver(1, atMs: 9_999))
    #expect(isOver(1, atMs: 10_000))
  }

  @Test func whatOthersKeepIsNotWaitedFor() {
    #expect(!isOver(1, atMs: 0, isTakenByOthers: true))
    #expect(wait.endMs == 1_000)
    #expect(isOver(2, atMs: 1_000, isTakenByOthers: true))
  }

  @Test func stepsThatMakeNoRoomEnd() {
    for step in 0...60 {
      #expect(isOver(UInt64(step), atMs: Int64(step) * 1_000) == (step == 60))
    }
  }

  @Test func roomEndsTheWait() {
    #expect(!isOver(1, atMs: 0))
    wait.end()
    #expect(wait.endMs == nil)
    #expect(!isOver(1, atMs: 20_000))
  }
}
