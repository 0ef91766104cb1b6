import Keyspace
import RESP

/// `EXISTS key [key ...]` and `TOUCH key [key ...]`
///
/// How many of the keys exist; a key named twice counts twice. EXISTS moves no window, TOUCH is a
/// read of each.
/// https://redis.io/docs/latest/commands/exists/
/// https://redis.io/docs/latest/commands/touch/
enum ExistsCommands {
  static let pages = [
    page("exists", .none, since: "1.0.0", "Counts the keys that exist.") { key, context in
      context.lookUp(key) != nil
    },
    page("touch", .slides, since: "3.2.1", "Re-arms the sliding windows of keys.") { key, context in
      context.touch(key) != nil
    },
  ]

  private static func page(
    _ name: String, _ use: GradualKeys.Use, since: String, _ summary: String,
    _ exists: @escaping @Sendable (Key, CommandContext) -> Bool
  ) -> Command {
    // A window that moves out of its step needs the value, so a transaction must bring it.
    let isKeysOnly: CommandFlags = use == .slides ? [] : .keysOnly
    return Command(
      name, arity: -2, flags: isKeysOnly.union([.readonly, .fast, .gradual]), keys: .all,
      keyRules: ["RO"],
      categories: ["keyspace"], tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
      documentation: CommandDocumentation(
        summary, since: since, group: "generic",
        complexity: "O(N) where N is the number of keys", syntax: "key [key ...]")
    ) { context, arguments in
      var keys = GradualKeys(arguments, use, context)
      let view = context
      return keys.run(end: { view.reply.integer($0) }) { exists($0, view) }
    }
  }
}
