import Glibc

/// The engine's thread runs a little ahead of those that write to the disk: Dispatch gives threads of
/// the highest class this niceness.
enum ThreadPriority {
  private static let engineNiceness: Int32 = -4

  /// Sees whether this process may have it, before Dispatch starts a thread. Where it may not, in a
  /// container for instance, Dispatch would complain to the system's log of each thread; the daemon
  /// says it once, in its own log.
  static func settle() -> Bool {
    let process = __priority_which_t(PRIO_PROCESS.rawValue)
    let niceness = getpriority(process, 0)
    defer { setpriority(process, 0, niceness) }
    if setpriority(process, 0, engineNiceness) == 0 { return true }
    setenv("LIBDISPATCH_LOG", "NO", 0)
    return false
  }
}
