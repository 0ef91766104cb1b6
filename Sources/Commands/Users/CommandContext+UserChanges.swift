import AccessControl
import RESP

extension CommandContext {
  /// Puts changed rules into force for everybody who is connected, and ends the connections of
  /// users that are gone and of those who listen to what they may not any more.
  ///
  /// - Returns: What becomes of this request's own connection.
  func settle(_ changes: UserChanges) -> Outcome {
    let isOwnDoomed = services.peers.reviseSessions { session in
      session.refreshRights()
      if changes.removed.contains(where: { $0 === session.user }) { return false }
      return !changes.narrowed.contains { $0 === session.user } || session.mayGoOnListening
    }
    return isOwnDoomed ? .close : .done
  }
}

extension Session {
  /// Whether its user may still listen to everything that it listens to.
  fileprivate var mayGoOnListening: Bool {
    SubscriptionKind.allCases.allSatisfy { kind in
      subscriptions.names(kind).allSatisfy { name in
        name.withUnsafeBytes { user.rules.mayListen(to: $0, isPattern: kind == .pattern) }
      }
    }
  }
}
