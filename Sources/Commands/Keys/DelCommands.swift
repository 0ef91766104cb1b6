import Keyspace
import RESP

/// `DEL key [key ...]` and `UNLINK key [key ...]`
///
/// How many of the keys existed. The two are the same here: removing an entry is cheap. However many
/// keys there are, they go; with many of them other clients may see some gone and others not.
/// https://redis.io/docs/latest/commands/del/
/// https://redis.io/docs/latest/commands/unlink/
enum DelCommands {
  static let pages = [
    page("del", [.write, .gradual, .keysOnly], since: "1.0.0"),
    page("unlink", [.write, .fast, .gradual, .keysOnly], since: "4.0.0"),
  ]

  private static func page(_ name: String, _ flags: CommandFlags, since: String) -> Command {
    Command(
      name, arity: -2, flags: flags, keys: .all, keyRules: ["RM delete"],
      events: .removal, categories: ["keyspace"],
      tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
      documentation: CommandDocumentation(
        "Removes keys for good.", since: since, group: "generic",
        complexity: "O(N) where N is the number of keys", syntax: "key [key ...]")
    ) { context, arguments in
      var keys = GradualKeys(arguments, .removes, context)
      let view = context
      return keys.run(end: { view.reply.integer($0) }) { key in
        view.keyspace.remove(key, nowMs: view.nowMs)
      }
    }
  }
}
