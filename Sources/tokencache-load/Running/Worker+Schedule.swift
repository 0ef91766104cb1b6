import Glibc

/// The open loop: operations start when the rate says, not when the server is ready, and latency
/// counts from that intended start. A server that stalls is charged for every operation that had to
/// wait, not only for the few that were under way (Tene, "How NOT to Measure Latency").
extension Worker {
  func runOnSchedule() throws(LoadFailure) {
    var schedule = Schedule(startNs: outcome.startNs, perSecond: rateShare)
    let stopNs = deadlineNs
    var nowNs = outcome.startNs
    while nowNs < stopNs && !lanes.allSatisfy(\.isSpent) {
      let isFull = try !startDue(&schedule, untilNs: nowNs)
      // A full house waits for the next answer, which makes room.
      try isFull ? serveReady(waitMs: -1) : awaitDue(inNs: min(schedule.dueNs, stopNs) - nowNs)
      nowNs = Clock.monotonicNs()
    }
    if nowNs >= stopNs { outcome.countUnstarted(schedule.due(untilNs: stopNs)) }
    while !lanes.allSatisfy(\.isIdle) { try serveReady(waitMs: -1) }
  }

  /// Starts what is due by now. Returns false when no connection had room for all of it.
  private func startDue(_ schedule: inout Schedule, untilNs nowNs: UInt64) throws(LoadFailure)
    -> Bool
  {
    var hadRoom = true
    while schedule.dueNs <= nowNs {
      guard let lane = nextLane() else {
        hadRoom = false
        break
      }
      lane.start(atNs: schedule.dueNs, with: encoder)
      schedule.started += 1
    }
    for lane in lanes where lane.hasUnsent { try lane.flush() }
    return hadRoom
  }

  /// The next connection in turn that may take one more operation.
  private func nextLane() -> Lane? {
    for _ in lanes.indices {
      cursor = cursor + 1 == lanes.count ? 0 : cursor + 1
      if lanes[cursor].hasRoom { return lanes[cursor] }
    }
    return nil
  }

  /// Serves sockets until the next operation is due. `poll` wakes up to a millisecond late, so the
  /// last one is spent looking without waiting.
  private func awaitDue(inNs waitNs: UInt64) throws(LoadFailure) {
    let waitMs = min(waitNs / 1_000_000, 1000)
    try serveReady(waitMs: waitMs > 1 ? Int32(waitMs) - 1 : 0)
    if waitMs <= 1 { sched_yield() }
  }

  private func serveReady(waitMs: Int32) throws(LoadFailure) {
    waitForSockets(waitMs)
    let nowNs = Clock.monotonicNs()
    for number in lanes.indices { _ = try serve(number, atNs: nowNs) }
  }
}
