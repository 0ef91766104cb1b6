/// What clients know: every acknowledged state of the keyspace, one behind the other, and the change
/// that has no answer yet.
struct Ledger: Sendable {
  /// A value with its deadline in wall-clock ms, or a sliding window (nil).
  struct Entry: Equatable, Sendable {
    var value: String
    var deadlineMs: Int64?
  }
  typealias State = [String: Entry]

  private(set) var states: [State] = [[:]]
  /// Where the journal ended when each state was acknowledged.
  private(set) var lsns: [UInt64] = [0]
  private(set) var underway: State?
  private(set) var keys: Set<String> = []

  var state: State { states[states.count - 1] }

  /// A request has been sent that leads to `state`.
  mutating func ask(_ state: State) {
    underway = state
    keys.formUnion(state.keys)
  }

  mutating func acknowledge(lsn: UInt64) {
    guard let underway else { return }
    states.append(underway)
    lsns.append(lsn)
    self.underway = nil
  }

  mutating func refuse() { underway = nil }

  /// What a restart may find when nothing acknowledged may be missing.
  var afterCrash: [State] { [state] + (underway.map { [$0] } ?? []) }

  /// What a restart may find when only what was synced must be there.
  func afterPowerLoss(syncedLsn: UInt64) -> [State] {
    let first = lsns.lastIndex { $0 <= syncedLsn } ?? 0
    return Array(states[first...]) + (underway.map { [$0] } ?? [])
  }

  /// What was found is what is known from now on.
  mutating func settle(_ state: State) {
    states = [state]
    lsns = [0]
    underway = nil
  }
}
