import Glibc

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
