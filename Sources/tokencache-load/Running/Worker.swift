import Glibc
import Synchronization

/// One thread of the generator with the connections it serves through `poll`.
///
/// `@unchecked Sendable`: built by the main thread, used by its own thread alone until that thread
/// is joined, and only then read. `completed` alone is read meanwhile, and it is atomic.
final class Worker: @unchecked Sendable {
  let plan: PassPlan
  let lanes: [Lane]
  let encoder: CommandEncoder
  /// This thread's part of the rate.
  let rateShare: Double
  /// Operations answered so far, for the progress line.
  let completed = Atomic<UInt64>(0)
  var outcome = PassOutcome()
  var polled: [pollfd]
  /// The connection that took the last operation of the open loop.
  var cursor = 0
  private(set) var failure: LoadFailure?

  init(plan: PassPlan, lanes: [Lane], shape: TokenShape, rateShare: Double) {
    self.plan = plan
    self.lanes = lanes
    self.rateShare = rateShare
    encoder = CommandEncoder(shape: shape)
    polled = lanes.map { lane in
      pollfd(fd: lane.connection.descriptor, events: Int16(POLLIN), revents: 0)
    }
  }

  /// Runs the pass to its end; a lost connection ends it and is kept in `failure`.
  func run() {
    outcome.startNs = Clock.monotonicNs()
    do throws(LoadFailure) {
      if rateShare > 0 {
        try runOnSchedule()
      } else {
        try runInBatches()
      }
    } catch {
      failure = error
    }
    outcome.endNs = Clock.monotonicNs()
  }

  /// When no new operation starts any more.
  var deadlineNs: UInt64 {
    guard let seconds = plan.seconds else { return .max }
    return outcome.startNs + UInt64(seconds * 1e9)
  }

  /// Waits for a socket, `waitMs` at most; -1 for however long it takes.
  func waitForSockets(_ waitMs: Int32) {
    for number in lanes.indices {
      polled[number].events = Int16(lanes[number].isChoked ? POLLIN | POLLOUT : POLLIN)
    }
    _ = poll(&polled, nfds_t(polled.count), waitMs)
  }

  /// Moves the bytes of one socket that `poll` reported. Returns whether it had anything.
  func serve(_ number: Int, atNs nowNs: UInt64) throws(LoadFailure) -> Bool {
    let happened = Int32(polled[number].revents)
    guard happened != 0 else { return false }
    let lane = lanes[number]
    if happened & POLLOUT != 0 { try lane.flush() }
    if happened & ~POLLOUT != 0 {
      try lane.connection.fill()
      let count = try lane.receive(atNs: nowNs, into: &outcome, with: encoder)
      completed.wrappingAdd(UInt64(count), ordering: .relaxed)
    }
    return true
  }
}
