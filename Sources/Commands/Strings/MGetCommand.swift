import Keyspace
import RESP

/// `MGET key [key ...]`
///
/// A value or null for each key, in order; each is a read.
/// https://redis.io/docs/latest/commands/mget/
enum MGetCommand {
  static let page = Command(
    "mget", arity: -2, flags: [.readonly, .fast], keys: .all, keyRules: ["RO access"],
    categories: ["string"], tips: ["request_policy:multi_shard"],
    documentation: CommandDocumentation(
      "Reads the values of several keys.", since: "1.0.0", group: "string",
      complexity: "O(N) where N is the number of keys", syntax: "key [key ...]"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    context.reply.array(arguments.count - 1)
    for index in 1..<arguments.count {
      context.reply.bulkOrNull(context.read(context.key(arguments[index]))?.value)
    }
    return .done
  }
}
