/// When the loop lets requests gather instead of looking for them at once.
///
/// A server that is faster than its clients finds a request or two in each turn, however many clients
/// there are, and pays for every turn: a call of the system, and caches that hold the kernel's things
/// by then. A moment later it finds ten. Fifty clients without a pipeline came in turns of 1.7 requests
/// and cost 8.7 µs of processor time each; gathered they come in turns of 9 and cost 7.7 µs, at the
/// same throughput, because the clients are busy with earlier replies meanwhile. Network drivers
/// delay interrupts for the same reason.
struct Lull {
  /// How long requests gather. The system adds its timer slack, as much again by default (prctl(2),
  /// PR_SET_TIMERSLACK).
  static let nanoseconds = 50_000
  /// With fewer clients in a millisecond too few requests would come in so short a time.
  private static let leastClients = 32
  /// While more than this part of them are found ready it is the server that the clients wait for.
  private static let readyShare = 8

  private var startMs: Int64 = 0
  private var clients = 0
  /// Clients that were read in the last millisecond that is over.
  private(set) var busyClients = 0

  /// - Parameter nowMs: Wall-clock ms of the turn; a clock that is set back only delays lulls.
  mutating func beginTurn(nowMs: Int64) {
    guard nowMs != startMs else { return }
    // In an older one, much may have changed since.
    busyClients = nowMs == startMs + 1 ? clients : 0
    startMs = nowMs
    clients = 0
  }

  /// A client was read, for the first time in this millisecond.
  mutating func noteClient() { clients += 1 }

  /// Whether to wait before the next turn, after one that found `ready` clients.
  func isWorthwhile(afterReady ready: Int) -> Bool {
    busyClients >= Lull.leastClients && ready * Lull.readyShare < busyClients
  }
}
