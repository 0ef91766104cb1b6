/// How long requests may run before it is the others' turn.
///
/// A client that sends many requests, or long ones, gives way after a slice; the rest of what it has sent
/// waits in a queue in which every such client has one place. A turn of the loop takes from that queue for
/// a few milliseconds, so whoever sends a short request in between waits no longer than that. The more
/// clients wait in the queue, the shorter are their slices, so that all have theirs before long.
struct Slicing {
  /// In ticks of the processor's counter.
  private(set) var slice: UInt64 = .max
  private var turn: UInt64 = .max
  private var turnEnd: UInt64 = .max
  private var sendEnd: UInt64 = .max
  private var longestSlice: UInt64 = .max

  private static let sliceSeconds = 0.001
  private static let turnSeconds = 0.004
  /// What sending may take beyond the requests.
  private static let sendTurns: UInt64 = 3
  /// Clients that may wait with slices of full length.
  private static let fewClients = 4
  private static let shortestShare: UInt64 = 10

  /// Puts the limits into force; before that there are none.
  mutating func calibrate(ticksPerSecond: Double) {
    longestSlice = UInt64(ticksPerSecond * Slicing.sliceSeconds)
    turn = UInt64(ticksPerSecond * Slicing.turnSeconds)
  }

  /// A turn begins, with so many clients in the queue.
  mutating func beginTurn(nowTicks: UInt64, waiting: Int) {
    turnEnd = turn == .max ? .max : nowTicks &+ turn
    sendEnd = turn == .max ? .max : nowTicks &+ turn &* Slicing.sendTurns
    let share = UInt64(max(waiting / Slicing.fewClients, 1))
    slice = longestSlice / min(share, Slicing.shortestShare)
  }

  /// Whether another client's requests may run in this turn.
  @inline(__always)
  func hasTime(_ nowTicks: UInt64) -> Bool { nowTicks < turnEnd }

  /// Whether another client's replies may be sent in this turn.
  func hasTimeToSend(_ nowTicks: UInt64) -> Bool { nowTicks < sendEnd }
}
