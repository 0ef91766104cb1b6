private import Glibc

/// The number of file descriptors, which bounds the number of clients.
public enum DescriptorLimit {
  /// Descriptors for everything but clients: database, journal, listeners, epoll, timers.
  private static let reserved = 64

  /// Raises the process' limit as far as `clients` needs it.
  ///
  /// - Returns: How many clients there are descriptors for, at most `clients`, at least one.
  public static func accommodate(clients: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return clients
    }
    let wanted = rlim_t(clients + reserved)
    if limit.rlim_cur < wanted {
      var raised = limit
      raised.rlim_cur = min(wanted, limit.rlim_max)
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    let available = Int(clamping: limit.rlim_cur) - reserved
    return max(1, min(clients, available))
  }
}
