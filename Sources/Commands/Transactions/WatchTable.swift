public import Keyspace

/// Which clients watch which keys for their next EXEC, and which of them have seen one change.
///
/// Expiry sends no client astray here: a key that existed when it was watched and is gone when EXEC
/// looks counts as changed, wherever it expired. See `isLost`. Engine queue only.
/// https://redis.io/docs/latest/develop/interact/transactions/
public final class WatchTable {
  /// A key with its own copy of the bytes, in whatever database the number stands for.
  struct WatchedKey: Hashable {
    let number: UInt8
    let bytes: [UInt8]

    /// The key of the other number; nil when it has neither of the two.
    func counterpart(_ first: UInt8, _ second: UInt8) -> WatchedKey? {
      guard number == first || number == second else { return nil }
      return WatchedKey(number: number == first ? second : first, bytes: bytes)
    }
  }

  private struct Watcher {
    /// With whether each key existed when it was first watched.
    var keys: [WatchedKey: Bool] = [:]
    var isDoomed = false
  }

  private var watchers: [Int64: Watcher] = [:]
  private var clients: [WatchedKey: Set<Int64>] = [:]

  public init() {}

  /// Whether nobody watches anything.
  public var isEmpty: Bool { watchers.isEmpty }

  /// Clients that watch keys.
  public var clientCount: Int { watchers.count }

  /// Watches `key` for `client`. False when it did so already.
  func watch(_ key: WatchedKey, existed: Bool, client: Int64) -> Bool {
    let isNew = clients[key, default: []].insert(client).inserted
    if isNew { watchers[client, default: Watcher()].keys[key] = existed }
    return isNew
  }

  /// Ends every watch of a client that has disconnected or ended its transaction.
  public func forget(client: Int64) {
    guard let watcher = watchers.removeValue(forKey: client) else { return }
    for key in watcher.keys.keys {
      clients[key]?.remove(client)
      if clients[key]?.isEmpty == true { clients[key] = nil }
    }
  }

  /// Takes word of changes; those who watch one of the keys cannot execute any more.
  public func note(_ signals: [KeySignal]) {
    for signal in signals {
      switch signal.kind {
      case .changed, .removed, .evicted, .flushed:
        let key = WatchedKey(number: signal.number, bytes: signal.key)
        for client in clients[key] ?? [] { watchers[client]?.isDoomed = true }
      case .removedAll: doomAll()
      case .expired, .emptied, .swapped: break
      }
    }
  }

  /// Two numbers are about to exchange their databases. A key changes for those who watch it by one
  /// of them if it is there now, or will be.
  func noteSwap(_ first: UInt8, _ second: UInt8, mayExist: (WatchedKey) -> Bool) {
    for (key, watching) in clients {
      guard let other = key.counterpart(first, second) else { continue }
      let willExist = mayExist(other)
      for client in watching where willExist || watchers[client]?.keys[key] == true {
        watchers[client]?.isDoomed = true
      }
    }
  }

  /// The keys of the same names in the databases that two numbers will stand for when they have been
  /// exchanged.
  func counterparts(_ first: UInt8, _ second: UInt8) -> [WatchedKey] {
    clients.keys.compactMap { $0.counterpart(first, second) }
  }

  func isDoomed(_ client: Int64) -> Bool { watchers[client]?.isDoomed ?? false }

  /// The keys of a client that existed when it began to watch them.
  func existingKeys(of client: Int64) -> [WatchedKey] {
    watchers[client]?.keys.filter(\.value).map(\.key) ?? []
  }

  /// A key that was absent before everything was removed has not changed.
  private func doomAll() {
    for client in watchers.keys where watchers[client]?.keys.values.contains(true) == true {
      watchers[client]?.isDoomed = true
    }
  }
}
