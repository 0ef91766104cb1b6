import CLinux
import Glibc

/// What the process settles about itself before it starts a thread or makes a file.
enum ProcessHardening {
  static func apply() {
    clinux_bound_allocator()
    // Token values must not end up in a core file; the files of the daemon are its user's alone.
    _ = clinux_forbid_core_dumps()
    umask(0o077)
    // A client that hangs up is an error code of write(2), not a signal.
    signal(SIGPIPE, SIG_IGN)
    // So is a file that has reached the limit set for files (LimitFSIZE= of systemd).
    signal(SIGXFSZ, SIG_IGN)
  }
}
