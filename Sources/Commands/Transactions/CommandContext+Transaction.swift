import Keyspace

extension CommandContext {
  /// Drops the queue and every watch: what EXEC and DISCARD have in common.
  func endTransaction() {
    unwatch()
    session.endTransaction()
  }

  func unwatch() {
    guard session.watchedBytes > 0 else { return }
    session.watchedBytes = 0
    session.watchedKeyCount = 0
    services.peers.watches.forget(client: session.id)
    if services.peers.watches.isEmpty { services.peers.observersChanged() }
  }

  /// The watched keys of this client that existed when they were watched, for as long as `body`
  /// runs.
  func visitWatchedKeys(_ body: (Key) -> Void) {
    for watched in services.peers.watches.existingKeys(of: session.id) {
      watched.bytes.withUnsafeBytes {
        body(keyspace.key($0, number: watched.number))
      }
    }
  }
}
