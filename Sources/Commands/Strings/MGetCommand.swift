import Keyspace
import RESP

/// `MGET key [key ...]`
///
/// A value or null for each key, in order; each is a read. The values of many keys are sent as they are
/// read, so that they need not be in memory together.
/// https://redis.io/docs/latest/commands/mget/
enum MGetCommand {
  static let page = Command(
    "mget", arity: -2, flags: [.readonly, .fast, .gradual], keys: .all, keyRules: ["RO access"],
    categories: ["string"], tips: ["request_policy:multi_shard"],
    documentation: CommandDocumentation(
      "Reads the values of several keys.", since: "1.0.0", group: "string",
      complexity: "O(N) where N is the number of keys", syntax: "key [key ...]"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    var keys = GradualKeys(arguments, .reads, context)
    let view = context
    return keys.run(
      begin: { view.reply.array(arguments.count - 1) },
      { key in
        view.reply.bulkOrNull(view.read(key)?.value)
        return true
      })
  }
}
