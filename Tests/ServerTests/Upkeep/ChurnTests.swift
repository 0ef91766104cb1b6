import Testing

@testable import Server

/// Compaction waits while rows are superseded faster than copying them would pay.
@Suite struct ChurnTests {
  private let startMs: Int64 = 1_700_000_000_000
  /// Of a server that has run for long and has written a million rows.
  private var churn = Churn()

  init() { _ = look(committedRows: 1_000_000, afterMs: 0) }

  private mutating func look(committedRows: UInt64, live: Int = 100_000, afterMs: Int64) -> Bool {
    churn.look(committedRows: committedRows, liveRows: live, nowMs: startMs + afterMs)
  }

  @Test(
    "Fast is what replaces the live rows within half a minute",
    arguments: [(6_600, false), (6_800, true), (186_000, true)])
  mutating func rowsDecide(rows: UInt64, isFast: Bool) {
    #expect(!churn.isFast, "a long run is not fast")
    let hasEnded = look(committedRows: 1_000_000 + rows, afterMs: 2000)
    #expect(!hasEnded && churn.isFast == isFast)
  }

  @Test mutating func itEndsWithinTwoSecondsAndTellsWhen() {
    #expect(churn.nextLookMs(nowMs: startMs) == nil, "somebody is woken for nothing")
    _ = look(committedRows: 1_100_000, afterMs: 2000)
    #expect(churn.nextLookMs(nowMs: startMs + 2500) == startMs + 4000)
    let hasEndedEarly = look(committedRows: 1_100_000, afterMs: 3999)
    #expect(!hasEndedEarly && churn.isFast)
    let hasEnded = look(committedRows: 1_100_000, afterMs: 4000)
    #expect(hasEnded && !churn.isFast && churn.nextLookMs(nowMs: startMs + 4000) == nil)
  }

  @Test mutating func aClockSetBackEndsIt() {
    _ = look(committedRows: 1_100_000, afterMs: 2000)
    #expect(churn.nextLookMs(nowMs: startMs - 3_600_000) == startMs - 3_598_000)
    let hasEnded = look(committedRows: 1_200_000, afterMs: -3_600_000)
    #expect(hasEnded && !churn.isFast)
  }

  @Test mutating func whereNothingIsAliveNothingIsFast() {
    _ = look(committedRows: 1_000_000, live: 0, afterMs: 2000)
    #expect(!churn.isFast)
  }
}
