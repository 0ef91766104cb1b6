import Glibc

/// The closed loop: each connection sends a batch, waits for all its answers, sends the next. The
/// same discipline as redis-benchmark's, so that figures can be compared.
extension Worker {
  func runInBatches() throws(LoadFailure) {
    let stopNs = deadlineNs
    var active = 0
    for number in lanes.indices where try startBatch(number, atNs: outcome.startNs, stopNs: stopNs)
    {
      active += 1
    }
    while active > 0 {
      waitForSockets(-1)
      active -= try serveReady(stopNs: stopNs)
    }
  }

  /// Serves what `poll` reported. Returns how many connections came to their end.
  private func serveReady(stopNs: UInt64) throws(LoadFailure) -> Int {
    let nowNs = Clock.monotonicNs()
    var finished = 0
    for number in lanes.indices where try serve(number, atNs: nowNs) && lanes[number].isIdle {
      if try !startBatch(number, atNs: Clock.monotonicNs(), stopNs: stopNs) { finished += 1 }
    }
    return finished
  }

  /// Sends the next batch of a connection; false when it has none left.
  private func startBatch(
    _ number: Int, atNs nowNs: UInt64, stopNs: UInt64
  ) throws(LoadFailure) -> Bool {
    let lane = lanes[number]
    guard nowNs < stopNs, !lane.isSpent else {
      // A negative descriptor is one that `poll` passes over.
      polled[number].fd = -1
      return false
    }
    while lane.hasRoom { lane.start(atNs: nowNs, with: encoder) }
    try lane.flush()
    return true
  }
}
