import Glibc

/// A connection that is written and read without waiting, so that one thread can keep two servers
/// busy at once.
final class WireConnection {
  let descriptor: Int32
  /// What has come since the last `forget`.
  private(set) var input: [UInt8] = []
  private(set) var scanner = ReplyScanner()
  private(set) var hasEnded = false
  private var output: [UInt8] = []
  private var sentCount = 0
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

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
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { close(descriptor) }

  var hasOutput: Bool { sentCount < output.count }

  /// Begins to send; `advance` goes on with it.
  func begin(_ bytes: [UInt8]) throws {
    precondition(!hasOutput, "the batch before has not been sent")
    output = bytes
    sentCount = 0
    try write()
  }

  /// Says that nothing more comes from here; replies can still be read.
  func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Lets go of the replies that have been read.
  func forget() {
    input.removeAll(keepingCapacity: true)
    scanner = ReplyScanner()
  }

  /// Sends and receives what is possible at once.
  func advance() throws {
    try write()
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count <= 0 {
        hasEnded = count == 0 || errno != EAGAIN
        break
      }
      input += chunk[..<count]
      if count < chunk.count { break }
    }
    try input.withUnsafeBytes { try scanner.scan($0) }
  }

  private func write() throws {
    while hasOutput {
      let count = output.withUnsafeBytes { bytes in
        send(
          descriptor, bytes.baseAddress! + sentCount, bytes.count - sentCount, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        sentCount += count
      } else if errno == EAGAIN {
        return
      } else {
        // The other side has closed: what it said before can still be read.
        sentCount = output.count
      }
    }
  }
}
