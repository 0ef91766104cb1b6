import Commands

/// A client whose next requests wait because it failed to log in.
struct HeldClient {
  let client: ClientReference
  /// In wall-clock ms.
  let untilMs: Int64
}

extension Engine {
  func loginFailed(_ session: Session) {
    guard session.failedLogins.mustWait(nowMs: nowMs), let client = client(session.id),
      !client.pointee.isHeld
    else { return }
    client.pointee.isParked = true
    client.pointee.allowance = .held
    deafen(client)
    heldClients.append(
      HeldClient(client: client.pointee.reference, untilMs: nowMs + FailedLogins.waitMs))
  }

  /// Lets those run on whose time is over. All wait equally long, so the first in line is due first.
  func releaseHeldClients() {
    let due = heldClients.prefix { isOver($0) }
    heldClients.removeFirst(due.count)
    for held in due {
      guard let client = clients[held.client] else { continue }
      client.pointee.allowance = client.pointee.isStranger ? .stranger : memberAllowance
      wake([held.client])
    }
  }

  /// A time that lies too far ahead is over as well: the clock was set back.
  private func isOver(_ held: HeldClient) -> Bool {
    held.untilMs <= nowMs || held.untilMs > nowMs + FailedLogins.waitMs
  }
}
