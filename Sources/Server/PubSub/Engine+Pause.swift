import Commands
import RESP

/// Requests held back by `CLIENT PAUSE`.
struct Pause {
  var scope: PauseScope
  var untilMs: Int64
  var waiting: [ClientReference] = []
}

extension Engine {
  func pause(_ scope: PauseScope, untilMs: Int64) {
    guard let pause else {
      self.pause = Pause(scope: scope, untilMs: untilMs)
      return
    }
    self.pause?.untilMs = max(pause.untilMs, untilMs)
    if scope == .all { self.pause?.scope = .all }
  }

  func unpause() {
    guard let ended = pause else { return }
    pause = nil
    wake(ended.waiting)
  }

  func endPauseIfDue() {
    if let pause, pause.untilMs <= nowMs { unpause() }
  }

  /// Parks the client if its request must wait for the end of the pause that is in force.
  func holdsBack(_ client: UnsafeMutablePointer<Client>, _ arguments: Arguments) -> Bool {
    guard let pause else { return false }
    guard pause.scope == .all || dispatcher.mayWrite(arguments) else { return false }
    client.pointee.isParked = true
    self.pause?.waiting.append(client.pointee.reference)
    return true
  }
}
