import Glibc

/// A TCP port of 127.0.0.1 that nobody listens on at the moment.
func freePort() throws -> Int {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = loopback(port: 0)
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withSocketAddress(&address) { pointer in
    bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
  }
  guard isBound else { throw Failure("no free port") }
  return Int(UInt16(bigEndian: address.sin_port))
}

/// A socket of ours that a daemon held open too would hide the end of the connection.
func keepFromChildren(_ descriptor: Int32) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }

func loopback(port: Int) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return address
}

func withSocketAddress<Result>(
  _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
) -> Result {
  withUnsafeMutablePointer(to: &address) { pointer in
    // Safe: every socket address begins with the fields of `sockaddr`.
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
  }
}
