import Glibc
import Synchronization

/// The connections of a run and the threads that drive them through one pass after another.
final class Fleet {
  private let connections: [Connection]
  private let threads: Int
  private let shape: TokenShape
  let ledger: Ledger

  init(
    server: ServerOptions, clients: Int, threads: Int, shape: TokenShape, ledger: Ledger
  ) throws(LoadFailure) {
    Self.raiseDescriptorLimit()
    var opened: [Connection] = []
    for _ in 0..<clients { opened.append(try server.connect()) }
    connections = opened
    self.threads = min(threads, clients)
    self.shape = shape
    self.ledger = ledger
  }

  /// Runs one pass to its end.
  func run(_ plan: PassPlan, progress: Progress?) throws(LoadFailure) -> PassOutcome {
    let workers = makeWorkers(plan)
    let running = workers.map(WorkerThread.init)
    progress?.follow(workers, until: { running.allSatisfy(\.isDone) })
    for thread in running { thread.join() }
    var outcome = PassOutcome()
    for worker in workers {
      if let failure = worker.failure { throw failure }
      outcome.add(worker.outcome)
    }
    return outcome
  }

  private func makeWorkers(_ plan: PassPlan) -> [Worker] {
    let lanes = connections.indices.map { number in
      Lane(
        connections[number], number: number, of: connections.count, plan: plan, ledger: ledger)
    }
    return (0..<threads).map { thread in
      let own = stride(from: thread, to: lanes.count, by: threads).map { lanes[$0] }
      let share = (plan.ratePerSecond ?? 0) * Double(own.count) / Double(lanes.count)
      return Worker(plan: plan, lanes: own, shape: shape, rateShare: share)
    }
  }

  /// Thousands of clients need more descriptors than the usual soft limit; the hard one is enough.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
