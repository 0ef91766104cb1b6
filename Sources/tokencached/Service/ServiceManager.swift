import Dispatch
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

/// Tells the service manager that the engine is alive, twice in the time it allows.
///
/// The word goes out only after the engine's own queue has answered: a timer alone would go on
/// praising an engine that hangs.
final class Watchdog {
  private let timer: any DispatchSourceTimer

  /// Nil when the service manager asks for no watchdog.
  ///
  /// - Parameter probe: Calls back once the engine has taken its turn.
  init?(
    notifier: ServiceNotifier, probe: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
  ) {
    guard let periodUs = Self.periodUs() else { return nil }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "tokencached.watchdog"))
    let half = DispatchTimeInterval.microseconds(periodUs / 2)
    timer.schedule(deadline: .now() + half, repeating: half, leeway: .microseconds(periodUs / 10))
    timer.setEventHandler { probe { notifier.send("WATCHDOG=1") } }
    timer.activate()
    self.timer = timer
  }

  /// WATCHDOG_USEC, if it is meant for this process.
  /// https://www.freedesktop.org/software/systemd/man/latest/sd_watchdog_enabled.html
  private static func periodUs() -> Int? {
    guard let period = number("WATCHDOG_USEC"), period > 1 else { return nil }
    if let pid = number("WATCHDOG_PID"), pid != Int(getpid()) { return nil }
    return period
  }

  private static func number(_ variable: String) -> Int? {
    getenv(variable).flatMap { Int(String(cString: $0)) }
  }
}

/// The listening sockets that the service manager hands over, so that clients can connect before the
/// daemon runs and while it restarts.
/// https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html
enum InheritedSockets {
  private static let first: Int32 = 3

  /// The descriptors that are meant for this process, each once: later calls find none.
  static func take() -> [Int32] {
    defer { for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) } }
    return descriptors(
      pid: getenv("LISTEN_PID").map { String(cString: $0) },
      count: getenv("LISTEN_FDS").map { String(cString: $0) }, ownPid: getpid())
  }

  /// - Parameters:
  ///   - pid: Whom they are meant for; a child that inherited the environment must not take them.
  ///   - count: How many there are, from descriptor 3 on.
  static func descriptors(pid: String?, count: String?, ownPid: Int32) -> [Int32] {
    guard let pid, let count, Int32(pid) == ownPid, let number = Int32(count), number > 0,
      number <= 64
    else { return [] }
    return Array(first..<first + number)
  }
}
