private import CLinux
private import Glibc
private import Synchronization

/// Results of work on other queues, on their way to the engine.
///
/// The engine's thread may be waiting for sockets when one arrives, so each wakes it through a
/// descriptor in the same epoll set.
final class Inbox: Sendable {
  typealias Message = @Sendable () -> Void

  /// Readable while messages wait.
  let descriptor: Int32
  private let messages = Mutex<[Message]>([])

  init() throws(ServerError) {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    guard descriptor >= 0 else { throw .system("make an event descriptor") }
  }

  deinit { close(descriptor) }

  /// Puts a message in; it will run on the engine queue.
  func post(_ message: @escaping Message) {
    let isFirst = messages.withLock { waiting in
      waiting.append(message)
      return waiting.count == 1
    }
    if isFirst { eventfd_write(descriptor, 1) }
  }

  /// Runs what has arrived. Engine queue only.
  func deliver() {
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
    let arrived = messages.withLock { waiting in
      defer { waiting.removeAll() }
      return waiting
    }
    for message in arrived { message() }
  }
}
