import CLinux
import Glibc

/// What the process settles about itself before it starts a thread or makes a file.
enum ProcessHardening {
  static func apply() {
    clinux_bound_allocator()
    // Token values must not end up in a core file; the files of the daemon are its user's alone.
    _ = clinux_forbid_core_dumps()
    forgetCrashHandlers()
    umask(0o077)
    // A client that hangs up is an error code of write(2), not a signal.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that has reached the limit set for files (LimitFSIZE= of systemd).
    signal(SIGXFSZ, SIG_IGN)
  }
  /// Where a Swift toolchain is installed, its runtime answers a crash with a report of registers and
  /// the memory they point to, which may be a token's; and it takes a SIGABRT of somebody else for one of
  /// the process' own, after which the process lives on. What a trap has to say is on stderr anyway.
  private static func forgetCrashHandlers() {
    for number in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP] {
      signal(number, SIG_DFL)
    }
  }
}

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
