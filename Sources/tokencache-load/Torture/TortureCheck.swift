/// The examination after a restart: asks for every key of the ledger, its deadline first, because
/// the read that follows may slide it.
struct TortureCheck {
  private static let batchKeys: UInt64 = 200

  let ledger: TortureLedger
  let verdict: TortureVerdict
  let connection: Connection

  /// Compares every key and enters into the ledger what became of the writes under way.
  func run() throws(LoadFailure) -> TortureTally {
    var tally = TortureTally()
    for first in stride(from: 0, to: ledger.keys, by: Int(Self.batchKeys)) {
      try check(first..<min(first + Self.batchKeys, ledger.keys), into: &tally)
    }
    return tally
  }

  private func check(
    _ indexes: Range<UInt64>, into tally: inout TortureTally
  ) throws(LoadFailure) {
    let sentMs = Clock.wallMs()
    for index in indexes {
      verdict.encoder.send("PEXPIRETIME", index: index, on: connection)
      verdict.encoder.send("GET", index: index, on: connection)
    }
    try connection.flushAll()
    for index in indexes {
      let deadline = try connection.awaitReply().integer
      let value = try connection.awaitReply()
      let seen = TortureVerdict.Observation(
        index: index, value: value, deadlineMs: deadline, sentMs: sentMs,
        receivedMs: Clock.wallMs())
      let finding = verdict.finding(seen, ledger[index])
      if case .sound(let state) = finding { ledger[index] = TortureRecord(acknowledged: state) }
      tally.count(finding)
    }
  }
}
