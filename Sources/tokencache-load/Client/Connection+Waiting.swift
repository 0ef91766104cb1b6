import Glibc

extension Connection {
  /// The next reply, waited for. Throws the server's own text when it is an error.
  func awaitReply() throws(LoadFailure) -> Reply {
    while true {
      if let reply = try nextReply() {
        guard reply.kind != .error else { throw LoadFailure("\(endpoint) answered: \(reply.text)") }
        return reply
      }
      wait(for: POLLIN)
      try fill()
    }
  }

  /// Sends what is queued to the last byte.
  func flushAll() throws(LoadFailure) {
    while try !flush() { wait(for: POLLOUT) }
  }

  private func wait(for event: Int32) {
    var polled = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    _ = poll(&polled, 1, -1)
  }
}
