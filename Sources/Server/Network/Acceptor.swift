private import CLinux
private import Glibc

/// Takes new connections from a listening socket.
struct Acceptor: ~Copyable {
  enum Outcome {
    case connection(Int32)
    /// No more connections wait.
    case none
    /// The process has no descriptor left; the connection was turned away.
    case exhausted
  }

  /// Kept open so that a connection can be taken and closed when no other descriptor is left:
  /// otherwise it would stay in the queue and wake the listener again and again.
  private var reserve: Int32 = Acceptor.openReserve()

  deinit { if reserve >= 0 { close(reserve) } }

  mutating func accept(_ listener: Int32) -> Outcome {
    while true {
      let descriptor = clinux_accept(listener)
      if descriptor >= 0 { return .connection(descriptor) }
      switch errno {
      case EINTR, ECONNABORTED, EPROTO: continue
      case EMFILE, ENFILE: return turnAway(listener)
      default: return .none
      }
    }
  }

  private mutating func turnAway(_ listener: Int32) -> Outcome {
    guard reserve >= 0 else { return .none }
    close(reserve)
    let descriptor = clinux_accept(listener)
    if descriptor >= 0 { close(descriptor) }
    reserve = Acceptor.openReserve()
    return descriptor >= 0 ? .exhausted : .none
  }

  private static func openReserve() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }
}
