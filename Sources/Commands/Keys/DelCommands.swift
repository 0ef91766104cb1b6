import Keyspace
import RESP

/// `DEL key [key ...]` and `UNLINK key [key ...]`
///
/// How many of the keys existed. The two are the same here: removing an entry is cheap.
/// https://redis.io/docs/latest/commands/del/
/// https://redis.io/docs/latest/commands/unlink/
enum DelCommands {
  static let pages = [
    page("del", [.write], since: "1.0.0"), page("unlink", [.write, .fast], since: "4.0.0"),
  ]

  private static func page(_ name: String, _ flags: CommandFlags, since: String) -> Command {
    Command(
      name, arity: -2, flags: flags, keys: .all, keyRules: ["RM delete"],
      categories: ["keyspace"], tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
      documentation: CommandDocumentation(
        "Removes keys for good.", since: since, group: "generic",
        complexity: "O(N) where N is the number of keys", syntax: "key [key ...]")
    ) { context, arguments in
      var removed: Int64 = 0
      for index in 1..<arguments.count {
        let key = context.key(arguments[index])
        if context.keyspace.remove(key, nowMs: context.nowMs) { removed += 1 }
      }
      context.reply.integer(removed)
      return .done
    }
  }
}
