import Testing

@testable import Server

/// B3, D4: what a replay would repeat is not evicted.
@Suite struct ReplayableRowsTests {
  private var rows = ReplayableRows()

  @Test mutating func rowsAreSettledOnceReplaysStartBehindTheirLastChange() {
    rows.note(belowRow: 100, lsn: 5_000)
    rows.note(belowRow: 200, lsn: 9_000)
    rows.settle(journalThrough: 4_999)
    #expect(rows.settledRow == 0)
    rows.settle(journalThrough: 5_000)
    #expect(rows.settledRow == 100)
    rows.settle(journalThrough: 20_000)
    #expect(rows.settledRow == 200)
  }

  @Test mutating func aReplayThatStartsEarlierThanBeforeUnsettlesNothing() {
    rows.note(belowRow: 100, lsn: 5_000)
    rows.settle(journalThrough: 6_000)
    rows.settle(journalThrough: 0)
    #expect(rows.settledRow == 100)
  }

  @Test mutating func rowsOfTheSameMomentAreOneStep() {
    rows.note(belowRow: 100, lsn: 5_000)
    rows.note(belowRow: 150, lsn: 5_000)
    rows.settle(journalThrough: 5_000)
    #expect(rows.settledRow == 150)
  }
}
