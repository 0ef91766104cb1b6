/// Which rows a replay of the journal might write once more.
///
/// A replay starts a little before the oldest change that the store does not hold, so it repeats some
/// changes that the store does hold. That does no harm to entries that are still there; one that was
/// evicted meanwhile, which is not journalled, would be back (B3, D4).
struct ReplayableRows {
  private struct Step {
    let row: UInt64
    let lsn: UInt64
  }

  private var steps: [Step] = []
  /// No replay from the position of the last commit on repeats changes of rows below this.
  private(set) var settledRow: UInt64 = 0

  /// Every change of the entries of rows below `row` lies before `lsn`.
  mutating func note(belowRow row: UInt64, lsn: UInt64) {
    if steps.last?.lsn == lsn { steps.removeLast() }
    steps.append(Step(row: row, lsn: lsn))
  }

  /// A commit lets replays start at `lsn`.
  mutating func settle(journalThrough lsn: UInt64) {
    let count = steps.prefix { $0.lsn <= lsn }.count
    guard count > 0 else { return }
    settledRow = steps[count - 1].row
    steps.removeFirst(count)
  }
}
