/// One connection of the crash test: sends batches of writes and reads on keys of its own and
/// enters every acknowledgement into the ledger. No two operations of a batch share a key, so that
/// at the kill each key has at most one write whose outcome is open.
final class TortureLane {
  let connection: Connection
  private let ledger: TortureLedger
  private let verdict: TortureVerdict
  private let lane: UInt64
  private let laneCount: UInt64
  private let laneSize: UInt64
  private var random: SplitMix64
  private var batch: [(index: UInt64, step: TortureStep)] = []
  private var sentMs: Int64 = 0
  private var answered = 0
  private(set) var isChoked = false

  var isIdle: Bool { answered == batch.count }

  init(
    _ connection: Connection, number: Int, of lanes: Int, ledger: TortureLedger,
    verdict: TortureVerdict, random: SplitMix64
  ) {
    self.connection = connection
    self.ledger = ledger
    self.verdict = verdict
    self.random = random
    lane = UInt64(number)
    laneCount = UInt64(lanes)
    laneSize = (ledger.keys + laneCount - 1 - lane) / laneCount
  }

  /// Sends the next batch, at most `size` operations on neighbouring keys of this lane.
  func startBatch(_ size: Int) throws(LoadFailure) {
    batch.removeAll(keepingCapacity: true)
    answered = 0
    sentMs = Clock.wallMs()
    let first = random.below(laneSize)
    for offset in 0..<min(UInt64(size), laneSize) {
      start(on: (first + offset) % laneSize * laneCount + lane)
    }
    try flush()
  }

  func flush() throws(LoadFailure) {
    isChoked = try !connection.flush()
  }

  /// Takes the acknowledgements that have come.
  func receive(into tally: inout TortureTally) throws(LoadFailure) {
    while !isIdle, let reply = try connection.nextReply() {
      let (index, step) = batch[answered]
      answered += 1
      if reply.kind == .error {
        refuse(index, reply.text, &tally)
      } else if case .write(let state) = step {
        acknowledge(index, state, &tally)
      } else {
        judge(reply, index, &tally)
      }
    }
  }

  private func start(on index: UInt64) {
    let state = ledger[index].acknowledged
    let step = TortureStep.draw(after: state, nowMs: sentMs, random: &random)
    if case .write(let next) = step { ledger[index].underway = next }
    step.send(index: index, with: verdict.encoder, on: connection)
    batch.append((index, step))
  }

  private func acknowledge(_ index: UInt64, _ state: TortureState, _ tally: inout TortureTally) {
    ledger[index] = TortureRecord(acknowledged: state)
    if state.life == .absent { tally.deletes += 1 } else { tally.sets += 1 }
  }

  private func refuse(_ index: UInt64, _ text: String, _ tally: inout TortureTally) {
    ledger[index].underway = nil
    tally.countRefusal(text)
  }

  private func judge(_ reply: Reply, _ index: UInt64, _ tally: inout TortureTally) {
    let seen = TortureVerdict.Observation(
      index: index, value: reply, deadlineMs: nil, sentMs: sentMs, receivedMs: Clock.wallMs())
    tally.count(verdict.finding(seen, ledger[index]))
  }
}
