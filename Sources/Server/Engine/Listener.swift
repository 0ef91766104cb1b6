import Dispatch

/// A listening socket on the engine queue: an ordinary Dispatch source.
final class Listener {
  let socket: ListeningSocket
  private let source: any DispatchSourceRead

  init(_ socket: ListeningSocket, queue: DispatchQueue, accept: @escaping @Sendable () -> Void) {
    self.socket = socket
    source = DispatchSource.makeReadSource(fileDescriptor: socket.descriptor, queue: queue)
    source.setEventHandler(handler: DispatchWorkItem(block: accept))
    source.activate()
  }

  deinit {
    source.cancel()
    // Dispatch lets go of the socket later, and the process may have ended by then.
    socket.withdraw()
  }
}
