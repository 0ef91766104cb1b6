private import CLinux
import Dispatch
private import Glibc

/// What the loop drives. Called on the engine queue.
protocol EventLoopHandler: AnyObject {
  /// Descriptors are about to be handled: time has passed since the last turn.
  func beginTurn()
  /// The descriptor that was watched with `tag` is ready.
  func ready(_ tag: UInt64, _ readiness: EventLoop.Readiness)
  /// Everything that was ready has been handled.
  func endTurn()
  /// Whether a turn would find work though no descriptor is ready.
  var hasPendingWork: Bool { get }
  /// How long the loop may wait for descriptors before something is due, in ms.
  func patienceMs(atMost limit: Int64) -> Int64
  /// Whether more requests should gather before the next turn, after one that found `ready`
  /// descriptors.
  func wantsLull(afterReady ready: Int) -> Bool
  /// The loop gives its thread back.
  func willIdle()
}

/// One epoll set for every client, and one Dispatch source for the set.
///
/// A source per connection would cost an epoll wake, a queue hop and a re-arm for each event. Here
/// one event of the set starts a handler that takes whatever is ready, turn after turn, and waits a
/// few milliseconds more before it gives the thread back, so that a busy server does not go through
/// Dispatch at all. It gives the queue back at least every `sliceMs`, because shutdown and
/// listeners are ordinary Dispatch events on the same queue.
final class EventLoop {
  struct Readiness: OptionSet {
    let rawValue: UInt32
    static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// Error or hang-up; a read or write will say which.
    static let broken = Readiness(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
  }

  private static let batch = 512
  private static let lingerMs: Int64 = 5
  private static let sliceMs: Int64 = 25

  private let epoll: Int32
  private let events: UnsafeMutablePointer<epoll_event>
  private var source: (any DispatchSourceRead)?
  private unowned(unsafe) let handler: any EventLoopHandler
  private let clock: Clock
  private var idleTicks: UInt64 = 0

  init(handler: any EventLoopHandler, clock: Clock) throws(ServerError) {
    self.handler = handler
    self.clock = clock
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    events = .allocate(capacity: EventLoop.batch)
    guard epoll >= 0 else { throw .system("make an epoll set") }
  }

  deinit {
    close(epoll)
    events.deallocate()
  }

  var time: Lull.Time { Lull.Time(ticks: clinux_ticks(nil), idleTicks: idleTicks) }

  /// Starts to handle events on `queue`.
  func start(on queue: DispatchQueue, _ run: @escaping @Sendable () -> Void) {
    let source = DispatchSource.makeReadSource(fileDescriptor: epoll, queue: queue)
    source.setEventHandler(handler: DispatchWorkItem(block: run))
    self.source = source
    source.activate()
  }

  func stop() { source?.cancel() }

  /// - Returns: Whether the system accepted the descriptor.
  func watch(_ descriptor: Int32, for interest: Readiness, tag: UInt64) -> Bool {
    clinux_epoll_control(epoll, EPOLL_CTL_ADD, descriptor, interest.rawValue, tag) == 0
  }

  func change(_ descriptor: Int32, to interest: Readiness, tag: UInt64) {
    clinux_epoll_control(epoll, EPOLL_CTL_MOD, descriptor, interest.rawValue, tag)
  }

  func unwatch(_ descriptor: Int32) {
    clinux_epoll_control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
  }

  /// Takes turns until nothing comes for a while or the slice is over.
  func run() {
    let begin = clock.monotonicMs()
    repeat {
      let patience = handler.hasPendingWork ? 0 : handler.patienceMs(atMost: EventLoop.lingerMs)
      let count = wait(atMostMs: patience)
      if count <= 0 && !handler.hasPendingWork { break }
      turn(Int(max(count, 0)))
      if count > 0 && handler.wantsLull(afterReady: Int(count)) { rest() }
    } while clock.monotonicMs() - begin < EventLoop.sliceMs
    handler.willIdle()
  }

  private func wait(atMostMs patience: Int64) -> Int32 {
    countingIdle { epoll_wait(epoll, events, Int32(EventLoop.batch), Int32(patience)) }
  }

  private func rest() {
    var time = timespec(tv_sec: 0, tv_nsec: Lull.nanoseconds)
    countingIdle { _ = nanosleep(&time, nil) }
  }

  @inline(__always)
  private func countingIdle<Result>(_ body: () -> Result) -> Result {
    let begin = clinux_ticks(nil)
    defer { idleTicks &+= clinux_ticks(nil) &- begin }
    return body()
  }

  /// One turn without waiting; for shutdown, which takes what has arrived already. False when
  /// nothing was ready.
  func poll() -> Bool {
    let count = wait(atMostMs: 0)
    turn(Int(max(count, 0)))
    return count > 0
  }

  private func turn(_ count: Int) {
    handler.beginTurn()
    for index in 0..<count {
      let readiness = Readiness(rawValue: events[index].events)
      handler.ready(clinux_epoll_tag(events + index), readiness)
    }
    handler.endTurn()
  }
}
