import Dispatch
import Glibc

/// Signals as events on a queue of their own.
final class ProcessSignals {
  private let sources: [any DispatchSourceSignal]

  /// Listens from when this returns; a signal that comes earlier takes its default course.
  ///
  /// - Parameters:
  ///   - stop: Called for SIGTERM and SIGINT, with their number.
  ///   - reload: Called for SIGHUP.
  init(stop: @escaping @Sendable (Int32) -> Void, reload: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "tokencached.signals")
    let registered = DispatchGroup()
    sources = [
      Self.source(SIGTERM, queue, registered) { stop(SIGTERM) },
      Self.source(SIGINT, queue, registered) { stop(SIGINT) },
      Self.source(SIGHUP, queue, registered, reload),
    ]
    // Dispatch registers asynchronously, and until then the ignored signal would be lost.
    registered.wait()
  }

  private static func source(
    _ number: Int32, _ queue: DispatchQueue, _ registered: DispatchGroup,
    _ handler: @escaping @Sendable () -> Void
  ) -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    source.setEventHandler(handler: handler)
    registered.enter()
    source.setRegistrationHandler { registered.leave() }
    signal(number, SIG_IGN)
    source.activate()
    return source
  }
}
