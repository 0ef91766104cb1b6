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
        .noscript, .loading, .stale, .fast, .allowBusy, .immediate, .keysOnly,
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
    for index in 1..<arguments.count { try context.checkLength(ofKey: arguments[index]) }
    for index in 1..<arguments.count { watch(arguments[index], context) }
    context.services.peers.observersChanged()
    context.reply.ok()
    return .done
  }

  /// Memory of one watched key beside its bytes: its places in two tables. An estimate.
  private static let overheadBytes = 200

  private static func watch(_ key: UnsafeRawBufferPointer, _ context: CommandContext) {
    let exists = context.find(context.key(key)) != nil
    let watched = WatchTable.WatchedKey(
      number: context.session.database, bytes: [UInt8](key))
    if context.services.peers.watches.watch(watched, existed: exists, client: context.session.id) {
      context.session.watchedBytes += key.count + overheadBytes
      context.session.watchedKeyCount += 1
    }
  }
}
