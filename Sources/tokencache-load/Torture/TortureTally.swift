/// What a phase of the crash test counted.
struct TortureTally {
  /// Acknowledged writes of this phase.
  var sets: UInt64 = 0
  var deletes: UInt64 = 0
  /// Keys compared.
  private(set) var checked: UInt64 = 0
  private(set) var missing: UInt64 = 0
  private(set) var wrong: UInt64 = 0
  private(set) var resurrected: UInt64 = 0
  private(set) var refusals: [String: UInt64] = [:]

  var isSound: Bool { missing == 0 && wrong == 0 && resurrected == 0 }

  mutating func count(_ finding: TortureFinding) {
    checked += 1
    switch finding {
    case .sound: break
    case .missing: missing += 1
    case .wrong: wrong += 1
    case .resurrected: resurrected += 1
    }
  }

  mutating func countRefusal(_ text: String) {
    refusals[String(text.prefix(100)), default: 0] += 1
  }

  /// One line of `name=number` pairs for a script.
  var line: String {
    let counts =
      "sets=\(sets) dels=\(deletes) checked=\(checked) missing=\(missing) "
      + "wrong=\(wrong) resurrected=\(resurrected)"
    let refused = refusals.values.reduce(0, +)
    return refused == 0 ? counts : counts + " refused=\(refused)"
  }
}
