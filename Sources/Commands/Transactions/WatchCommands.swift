import Keyspace
import RESP

/// `WATCH key [key ...]` and `UNWATCH`
///
/// EXEC does nothing when a watched key was changed, removed or has expired in between; a read that
/// only slides a deadline is no change.
/// https://redis.io/docs/latest/commands/watch/
/// https://redis.io/docs/latest/commands/unwatch/
enum WatchCommands {
  static let pages = [
    Command(
      "watch", arity: -2,
      flags: [
        .noscript, .loading, .stale, .fast, .allowBusy, .immediate, .keysOnly, .gradual,
      ], keys: .all, keyRules: ["RO"], categories: ["transaction"],
      documentation: CommandDocumentation(
        "Makes the next EXEC depend on keys that must not change.", since: "2.2.0",
        group: "transactions", complexity: "O(1) for a key", syntax: "key [key ...]"),
      run: watch),
    Command(
      "unwatch", arity: 1, flags: [.noscript, .loading, .stale, .fast, .allowBusy],
      categories: ["transaction"],
      documentation: CommandDocumentation(
        "Forgets the watched keys.", since: "2.2.0", group: "transactions", complexity: "O(1)")
    ) { context, _ in
      context.unwatch()
      context.reply.ok()
      return .done
    },
  ]

  private static func watch(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard context.session.transaction == nil else {
      throw CommandFailure("ERR WATCH inside MULTI is not allowed")
    }
    if context.session.progress == nil { try requirePlace(for: arguments, context) }
    var keys = GradualKeys(arguments, .none, context)
    // Keys that change while the later ones are being watched count as changed.
    return keys.run(
      end: { _ in context.reply.ok() },
      { key in
        watch(key, context)
        return true
      })
  }

  private static func requirePlace(
    for keys: Arguments, _ context: CommandContext
  ) throws(CommandFailure) {
    var bytes = 0
    for index in 1..<keys.count {
      try context.checkLength(ofKey: keys[index])
      bytes += keys[index].count + overheadBytes
    }
    guard bytes <= context.services.keptBytesLeft else {
      throw CommandFailure("\(CommandError.tooManyWatches)")
    }
  }

  /// Memory of one watched key beside its bytes: its places in two tables. An estimate.
  private static let overheadBytes = 200

  private static func watch(_ key: Key, _ context: CommandContext) {
    let exists = context.find(key) != nil
    let watched = WatchTable.WatchedKey(
      number: context.session.database, bytes: [UInt8](key.bytes))
    if context.services.peers.watches.watch(watched, existed: exists, client: context.session.id) {
      context.session.watchedBytes += key.bytes.count + overheadBytes
      context.session.watchedKeyCount += 1
      // From the first key on: a change between two turns must reach the table.
      if context.session.watchedKeyCount == 1 { context.services.peers.observersChanged() }
    }
  }
}
