/// When the loop lets requests gather instead of looking for them at once.
///
/// A server that is a little faster than its many clients is busy most of the time, and yet finds only a
/// request or two in each turn, and pays for every turn: a call of the system, and caches that hold the
/// kernel's things by then. A moment later it finds ten. Fifty clients without a pipeline came in turns
/// of 1.7 requests and cost 8.9 µs of processor time each; gathered they come in turns of 9 and cost
/// 7.8 µs, at the same throughput, because the clients are busy with earlier replies meanwhile.
/// Network drivers delay interrupts for the same reason. A server with time to spare answers at once.
struct Lull {
  /// How long requests gather. The system adds its timer slack, as much again by default (prctl(2),
  /// PR_SET_TIMERSLACK).
  static let nanoseconds = 50_000
  /// With fewer clients in a millisecond too few requests would come in so short a time.
  private static let leastClients = 32
  /// While more than this part of them are found ready it is the server that the clients wait for.
  private static let readyShare = 8
  /// While the loop waits for more than this part of a millisecond it has time to spare, in percent.
  private static let mostIdlePercent: UInt64 = 40

  /// What the processor's counter showed, and how much of it the loop has spent waiting.
  struct Time {
    var ticks: UInt64 = 0
    var idleTicks: UInt64 = 0
  }

  private var startMs: Int64 = 0
  private var start = Time()
  private var clients = 0
  /// Clients that were read in the last millisecond that is over; 0 when the loop had time to spare.
  private(set) var busyClients = 0

  /// - Parameter nowMs: Wall-clock ms of the turn; a clock that is set back only delays lulls.
  mutating func beginTurn(nowMs: Int64, _ now: Time) {
    guard nowMs != startMs else { return }
    let idle = now.idleTicks &- start.idleTicks
    let isBusy = idle &* 100 < (now.ticks &- start.ticks) &* Lull.mostIdlePercent
    // Of an older millisecond too little is known: much may have changed since.
    busyClients = isBusy && nowMs == startMs + 1 ? clients : 0
    startMs = nowMs
    start = now
    clients = 0
  }

  /// A client was read, for the first time in this millisecond.
  mutating func noteClient() { clients += 1 }

  /// Whether to wait before the next turn, after one that found `ready` clients.
  func isWorthwhile(afterReady ready: Int) -> Bool {
    busyClients >= Lull.leastClients && ready * Lull.readyShare < busyClients
  }
}
