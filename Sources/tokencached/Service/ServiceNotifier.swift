import Glibc

/// Tells the service manager how the daemon is doing: datagrams to the socket that $NOTIFY_SOCKET
/// names. Without one, as under a shell, it says nothing.
/// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
struct ServiceNotifier: Sendable {
  private let path: [UInt8]

  /// - Parameter socket: A file's path, or a name in the abstract namespace after an `@`. Anything
  ///   else, or a name too long for a socket address, is no service manager.
  init(socket: String?) {
    var bytes = Array((socket ?? "").utf8)
    let isUsable = bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "@")
    guard isUsable, bytes.count > 1, bytes.count < Self.maxPathBytes else {
      path = []
      return
    }
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    path = bytes
  }

  static func fromEnvironment() -> ServiceNotifier {
    ServiceNotifier(socket: getenv("NOTIFY_SOCKET").map { String(cString: $0) })
  }

  /// Sends assignments, one a line: `READY=1`. A manager that does not listen is not an error of ours.
  func send(_ state: String) {
    guard !path.isEmpty else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let message = Array(state.utf8)
    withAddress { address, length in
      _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length)
    }
  }

  /// Says that the configuration is being read again, until the next READY=1. The manager orders
  /// reloads by this clock.
  func sendReloading() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let nowUs = Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    send("RELOADING=1\nMONOTONIC_USEC=\(nowUs)")
  }

  private static let maxPathBytes = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

  private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    // An abstract name ends where the length says, a path at its zero byte; both fit this length.
    let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
    withUnsafePointer(to: &address) { pointer in
      // Safe: sockaddr_un begins with sockaddr's fields, and the length covers what is filled in.
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
