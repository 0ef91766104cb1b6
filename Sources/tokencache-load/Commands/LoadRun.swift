/// The passes that one `run` consists of: preload, the measured pass, readback.
struct LoadRun {
  private static let bulkPipeline = 64

  private let options: RunCommand
  private let workload: WorkloadShape
  private let ledger: Ledger

  init(_ options: RunCommand) {
    self.options = options
    workload = options.shape
    ledger = Ledger(keys: options.keyspace)
  }

  func run() throws(LoadFailure) -> Report {
    try options.courtesy.admit(options.server)
    let fleet = try Fleet(
      server: options.server, clients: options.clients, threads: options.threads,
      shape: options.courtesy.shape(options.tokens.shape), ledger: ledger)
    do throws(LoadFailure) {
      let report = try measure(fleet)
      try removeKeys(fleet)
      return report
    } catch {
      // Where the server is gone this fails as well, and the keys' expiry is what is left.
      try? removeKeys(fleet)
      throw error
    }
  }

  private func measure(_ fleet: Fleet) throws(LoadFailure) -> Report {
    try preload(fleet)
    let probe = options.pid.map { ServerProbe(pid: $0) }
    let before = try probe?.sample()
    let plan = measuredPlan
    let outcome = try fleet.run(plan, progress: progress(plan))
    let after = try probe?.sample()
    return Report(
      workload: options.workload.rawValue, endpoint: options.server.endpoint.description,
      clients: options.clients, pipeline: options.pipeline, outcome: outcome,
      readback: try readback(fleet), server: before.flatMap { first in after.map { (first, $0) } })
  }

  private var measuredPlan: PassPlan {
    PassPlan(
      workload: workload, requests: requests, seconds: options.seconds,
      pipeline: options.pipeline, ratePerSecond: options.rate,
      ttlSeconds: options.ttlSeconds, verifies: options.verify,
      seed: options.tokens.seed)
  }

  private var requests: UInt64? {
    if let requests = options.requests { return requests }
    if options.seconds != nil { return nil }
    return workload.draw == .sequential ? ledger.keys : 1_000_000
  }

  private func preload(_ fleet: Fleet) throws(LoadFailure) {
    guard workload.needsKeys else { return }
    guard options.preload else { return ledger.assumeStored() }
    guard workload.draw != .absent else { return }
    let plan = bulkPlan(Workload.incident.shape, requests: ledger.keys)
    let outcome = try fleet.run(plan, progress: .begin("preload", total: ledger.keys))
    if let refused = outcome.errors.first {
      throw LoadFailure("preload was refused \(refused.value) times: \(refused.key)")
    }
  }

  /// Reads back what a workload wrote; the keys it only read were compared as they came.
  private func readback(_ fleet: Fleet) throws(LoadFailure) -> PassOutcome? {
    guard options.verify, workload.writes else { return nil }
    var reading = Workload.get.shape
    reading.draw = options.verifyKeys == nil ? .sequential : .uniform
    let count = options.verifyKeys ?? ledger.keys
    let plan = bulkPlan(reading, requests: count)
    return try fleet.run(plan, progress: .begin("readback", total: count))
  }

  /// What was stored on a server that may serve others does not stay there.
  private func removeKeys(_ fleet: Fleet) throws(LoadFailure) {
    guard !options.courtesy.ownServer, !options.courtesy.keep else { return }
    guard workload.draw != .absent || workload.writes else { return }
    let plan = bulkPlan(Workload.revoke.shape, requests: ledger.keys)
    _ = try fleet.run(plan, progress: .begin("removing what was stored", total: ledger.keys))
  }

  private func bulkPlan(_ shape: WorkloadShape, requests: UInt64) -> PassPlan {
    PassPlan(
      workload: shape, requests: requests, pipeline: max(options.pipeline, Self.bulkPipeline),
      ttlSeconds: options.tokens.mix == nil && options.courtesy.ownServer ? 0 : nil,
      verifies: options.verify,
      seed: options.tokens.seed &+ 1)
  }

  private func progress(_ plan: PassPlan) -> Progress? {
    .begin(options.workload.rawValue, total: plan.requests)
  }
}
