import Glibc

/// The storm: pipelined writes and reads from several connections until the server dies.
struct TortureStorm {
  let pipeline: Int

  /// Runs until a connection is lost or the time is over. Losing the server is what this is for,
  /// so that is an end like any other.
  func run(_ lanes: [TortureLane], seconds: Double) -> TortureTally {
    var tally = TortureTally()
    let stopNs = Clock.monotonicNs() + UInt64(seconds * 1e9)
    do throws(LoadFailure) {
      for lane in lanes { try lane.startBatch(pipeline) }
      while try serve(lanes, stopNs: stopNs, into: &tally) {}
    } catch {
      for lane in lanes { drain(lane, into: &tally) }
    }
    return tally
  }

  /// Serves what is ready. Returns false when the time is over and every batch was answered.
  private func serve(
    _ lanes: [TortureLane], stopNs: UInt64, into tally: inout TortureTally
  ) throws(LoadFailure) -> Bool {
    var polled = lanes.map { lane in
      let events = lane.isChoked ? POLLIN | POLLOUT : POLLIN
      return pollfd(fd: lane.connection.descriptor, events: Int16(events), revents: 0)
    }
    _ = poll(&polled, nfds_t(polled.count), 100)
    let isOver = Clock.monotonicNs() >= stopNs
    for (lane, polled) in zip(lanes, polled) where polled.revents != 0 {
      if lane.isChoked { try lane.flush() }
      try lane.connection.fill()
      try lane.receive(into: &tally)
      if lane.isIdle && !isOver { try lane.startBatch(pipeline) }
    }
    return !isOver || !lanes.allSatisfy(\.isIdle)
  }

  /// Reads what the dead server had sent before: those are acknowledgements too.
  private func drain(_ lane: TortureLane, into tally: inout TortureTally) {
    do throws(LoadFailure) {
      while !lane.isIdle {
        try lane.receive(into: &tally)
        try lane.connection.fill()
      }
    } catch {
      // The end of what it sent.
    }
  }
}
