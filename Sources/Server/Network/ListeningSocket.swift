private import CLinux
private import Glibc

/// A socket that clients connect to; closed with its owner.
final class ListeningSocket: Sendable {
  let descriptor: Int32
  /// As in `127.0.0.1:6379` or a path.
  let name: String
  private let path: String?
  let isUnix: Bool

  init(descriptor: Int32, name: String, isUnix: Bool = false, path: String? = nil) {
    self.descriptor = descriptor
    self.name = name
    self.path = path
    self.isUnix = isUnix
  }

  deinit { close(descriptor) }

  /// Takes the file of a Unix socket away, so that nobody comes any more.
  func withdraw() {
    if let path { unlink(path) }
  }

  /// Lets clients connect. Until then the address is ours and nobody is heard.
  func listen(backlog: Int) throws(ServerError) {
    guard Glibc.listen(descriptor, Int32(backlog)) == 0 else { throw .system("listen on \(name)") }
  }

  /// A TCP socket on a numeric address, or on every address for `*` and `::*`.
  static func tcp(address: String, port: Int) throws(ServerError) -> ListeningSocket {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    let host: String? = address == "*" ? "0.0.0.0" : address == "::*" ? "::" : address
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    defer { if list != nil { freeaddrinfo(list) } }
    guard code == 0, let info = list?.pointee else {
      throw ServerError("cannot listen on '\(address)': \(String(cString: gai_strerror(code)))")
    }
    let descriptor = try open(family: info.ai_family)
    enable(SO_REUSEADDR, on: descriptor)
    if info.ai_family == AF_INET6 {
      var on: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, 4)
    }
    let shown = address.contains(":") ? "[\(address)]" : address
    guard bind(descriptor, info.ai_addr, info.ai_addrlen) == 0 else {
      let failure = ServerError.system("listen on \(shown):\(port)")
      close(descriptor)
      throw failure
    }
    return ListeningSocket(
      descriptor: descriptor, name: "\(shown):\(boundPort(descriptor) ?? port)")
  }

  /// A Unix socket at `path` with the given mode. A socket file that nobody listens on any more is
  /// replaced; one that answers belongs to a running server.
  static func unix(path: String, mode: Int) throws(ServerError) -> ListeningSocket {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < capacity else {
      throw ServerError("cannot listen on '\(path)': the path exceeds \(capacity - 1) bytes")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    guard !isAnswering(address) else {
      throw ServerError("cannot listen on '\(path)': another server answers there")
    }
    try removeStaleSocket(path)
    let descriptor = try open(family: AF_UNIX)
    guard bindUnix(descriptor, address) == 0, chmod(path, mode_t(mode)) == 0 else {
      let failure = ServerError.system("listen on '\(path)'")
      close(descriptor)
      throw failure
    }
    return ListeningSocket(descriptor: descriptor, name: path, isUnix: true, path: path)
  }

  /// Removes what a server that is gone left behind; anything that is no socket stays.
  private static func removeStaleSocket(_ path: String) throws(ServerError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw ServerError("cannot listen on '\(path)': a file that is no socket has that name")
    }
    unlink(path)
  }

  private static func open(family: Int32) throws(ServerError) -> Int32 {
    let flags = SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | flags), 0)
    guard descriptor >= 0 else { throw .system("open a socket") }
    return descriptor
  }

  private static func enable(_ option: Int32, on descriptor: Int32) {
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, option, &on, 4)
  }

  private static func isAnswering(_ address: sockaddr_un) -> Bool {
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(probe) }
    return withAddress(address) { connect(probe, $0, $1) } == 0
  }

  private static func bindUnix(_ descriptor: Int32, _ address: sockaddr_un) -> Int32 {
    withAddress(address) { bind(descriptor, $0, $1) }
  }

  private static func withAddress(
    _ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      // Safe: every socket address begins with the fields of `sockaddr`.
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  /// The port that the system chose for port 0.
  private static func boundPort(_ descriptor: Int32) -> Int? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let port: UInt16? = withUnsafeMutablePointer(to: &storage) { pointer in
      let raw = UnsafeMutableRawPointer(pointer)
      let isKnown =
        getsockname(descriptor, raw.assumingMemoryBound(to: sockaddr.self), &length) == 0
      // Safe: IPv4 and IPv6 addresses both keep the port in bytes 2 and 3, big-endian.
      return isKnown ? UInt16(bigEndian: raw.load(fromByteOffset: 2, as: UInt16.self)) : nil
    }
    return port.map(Int.init)
  }
}
