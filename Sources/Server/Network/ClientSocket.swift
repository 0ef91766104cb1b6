private import CLinux
private import Glibc

/// System calls on a client's socket, with the outcomes that matter told apart.
enum ClientSocket {
  enum Transfer: Equatable {
    case bytes(Int)
    /// Nothing now; the loop will say when.
    case wouldBlock
    /// The peer has closed, or the connection is broken.
    case closed
  }

  /// Reads at most `capacity` bytes.
  static func receive(
    _ descriptor: Int32, into buffer: UnsafeMutableRawPointer, capacity: Int
  ) -> Transfer {
    while true {
      let count = recv(descriptor, buffer, capacity, 0)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .closed }
      if errno == EINTR { continue }
      return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .closed
    }
  }

  /// Writes what the socket takes of `bytes`.
  static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
    while true {
      let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      if count >= 0 { return .bytes(count) }
      if errno == EINTR { continue }
      return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .closed
    }
  }

  /// Requests and replies are small and wanted at once, so Nagle's algorithm is off; keepalive finds
  /// peers that vanished without a word.
  static func configureTCP(_ descriptor: Int32, keepaliveSeconds: Int) {
    set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    guard keepaliveSeconds > 0 else { return }
    set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
    set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, keepaliveSeconds)
    set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, max(keepaliveSeconds / 3, 1))
    set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
  }

  /// Whether the peer is on this machine, as far as a TCP address tells.
  static func isLocal(_ descriptor: Int32) -> Bool { isLocal(peer: names(descriptor).peer) }

  /// The same of an address as ``names(_:)`` writes it.
  static func isLocal(peer: String) -> Bool {
    peer.hasPrefix("127.") || peer.hasPrefix("[::1]:") || peer.hasPrefix("[::ffff:127.")
  }

  /// The peer's address and ours, as CLIENT LIST writes them.
  static func names(_ descriptor: Int32) -> (peer: String, local: String) {
    (SocketName.text(.peer, descriptor), SocketName.text(.local, descriptor))
  }

  static func disconnect(_ descriptor: Int32) { close(descriptor) }

  private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int) {
    var number = Int32(truncatingIfNeeded: value)
    setsockopt(descriptor, level, option, &number, 4)
  }
}
