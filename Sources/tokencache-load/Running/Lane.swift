/// One connection with its own stream of operations and the ones that wait for their answers.
final class Lane {
  private struct Pending {
    let operation: Operation
    let startNs: UInt64
  }

  let connection: Connection
  private var stream: OperationStream
  private var remaining: UInt64
  private let plan: PassPlan
  private let ledger: Ledger
  private var pending: [Pending] = []
  private var answered = 0
  /// Whether the socket did not take everything yet.
  private(set) var isChoked = false
  /// Whether operations were started that `flush` has not sent.
  private(set) var hasUnsent = false

  var isIdle: Bool { answered == pending.count }
  var isSpent: Bool { remaining == 0 }
  var hasRoom: Bool { remaining > 0 && pending.count - answered < plan.pipeline }

  init(_ connection: Connection, number: Int, of lanes: Int, plan: PassPlan, ledger: Ledger) {
    self.connection = connection
    self.plan = plan
    self.ledger = ledger
    stream = OperationStream(
      shape: plan.workload, ledger: ledger, lane: number, of: lanes, seed: plan.seed)
    remaining = plan.requests.map { Self.share(of: $0, number: number, lanes: lanes) } ?? .max
    pending.reserveCapacity(plan.pipeline)
  }

  /// Starts one operation; `flush` sends it.
  func start(atNs startNs: UInt64, with encoder: CommandEncoder) {
    let operation = stream.next()
    remaining -= 1
    hasUnsent = true
    encode(operation, with: encoder)
    pending.append(Pending(operation: operation, startNs: startNs))
  }

  func flush() throws(LoadFailure) {
    hasUnsent = false
    isChoked = try !connection.flush()
  }

  /// Takes the answers that have come. Returns how many.
  func receive(
    atNs nowNs: UInt64, into outcome: inout PassOutcome, with encoder: CommandEncoder
  ) throws(LoadFailure) -> Int {
    let before = answered
    while !isIdle, let reply = try connection.nextReply() {
      let done = pending[answered]
      answered += 1
      outcome.record(done.operation.verb, latencyNs: nowNs - min(nowNs, done.startNs))
      judge(reply, to: done.operation, into: &outcome, with: encoder)
    }
    let count = answered - before
    dropAnswered()
    return count
  }

  private func dropAnswered() {
    if isIdle {
      pending.removeAll(keepingCapacity: true)
      answered = 0
    } else if answered >= plan.pipeline {
      pending.removeFirst(answered)
      answered = 0
    }
  }

  private func encode(_ operation: Operation, with encoder: CommandEncoder) {
    switch operation.verb {
    case .get: encoder.send("GET", index: operation.index, on: connection)
    case .del: encoder.send("DEL", index: operation.index, on: connection)
    case .set:
      let ttl = Int64(plan.ttlSeconds ?? encoder.shape.kind(of: operation.index).ttlSeconds)
      encoder.sendSet(
        index: operation.index, version: operation.version, expiry: ttl > 0 ? ("EX", ttl) : nil,
        on: connection)
    }
  }

  private func judge(
    _ reply: Reply, to operation: Operation, into outcome: inout PassOutcome,
    with encoder: CommandEncoder
  ) {
    if reply.kind == .error {
      outcome.countError(reply.text)
      if operation.verb != .get { ledger[operation.index] = Ledger.unknown }
    } else if operation.verb == .get {
      outcome.countRead(hit: reply.kind == .text)
      if plan.verifies { verify(reply, operation, into: &outcome, with: encoder) }
    }
  }

  private func verify(
    _ reply: Reply, _ operation: Operation, into outcome: inout PassOutcome,
    with encoder: CommandEncoder
  ) {
    let version = operation.version
    guard version != Ledger.unknown, ledger[operation.index] != Ledger.unknown else { return }
    let found = reply.kind == .text
    let equal =
      found && version > 0
      && encoder.holds(reply, index: operation.index, version: version)
    outcome.countVerified(expected: version > 0, found: found, equal: equal)
  }

  /// The operations with numbers `number`, `number + lanes`, ... below the total.
  private static func share(of total: UInt64, number: Int, lanes: Int) -> UInt64 {
    (total + UInt64(lanes - 1 - number)) / UInt64(lanes)
  }
}
