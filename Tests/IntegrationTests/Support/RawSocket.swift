import Glibc

/// A TCP connection without a client library: bytes go as a test wants them to go.
final class RawSocket {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    keepFromChildren(descriptor)
    var address = loopback(port: port)
    let isConnected = withSocketAddress(&address) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
    guard isConnected else { throw Failure("cannot connect to port \(port)") }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
  }

  deinit { close(descriptor) }

  /// Makes the end of this connection a reset, as of a client whose machine has crashed.
  func resetAtEnd() {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
  }

  func write(_ text: String) throws { try write(Array(text.utf8)[...]) }

  func write(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure("cannot send: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }

  /// Says that nothing more comes from here; replies can still be read.
  func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// The next `count` bytes, fewer if the connection ends before.
  func read(_ count: Int) throws -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(count, 65_536))
    while bytes.count < count {
      let received = recv(descriptor, &chunk, min(chunk.count, count - bytes.count), 0)
      guard received >= 0 else { throw Failure("cannot read: \(String(cString: strerror(errno)))") }
      if received == 0 { break }
      bytes += chunk.prefix(received)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Everything up to and with `end`.
  func read(until end: String) throws -> String {
    var text = ""
    while !text.hasSuffix(end) {
      let byte = try read(1)
      guard !byte.isEmpty else { throw Failure("the connection ended after \(text)") }
      text += byte
    }
    return text
  }

  /// Everything until the daemon closes the connection.
  func readToEnd() throws -> String { try read(.max) }
}

/// A request as clients send it.
func request(_ words: String...) -> String {
  words.reduce("*\(words.count)\r\n") { $0 + "$\($1.utf8.count)\r\n\($1)\r\n" }
}
