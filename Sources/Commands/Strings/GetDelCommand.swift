import Keyspace
import RESP

/// `GETDEL key`
///
/// The value, or null; the key is gone afterwards.
/// https://redis.io/docs/latest/commands/getdel/
enum GetDelCommand {
  static let page = Command(
    "getdel", arity: 2, flags: [.write, .fast], keys: .one, keyRules: ["RW access delete"],
    events: .removal, categories: ["string"],
    documentation: CommandDocumentation(
      "Reads the value of a key and removes the key.", since: "6.2.0", group: "string",
      complexity: "O(1)", syntax: "key"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let key = context.key(arguments[1])
    context.reply.bulkOrNull(context.lookUp(key)?.value)
    context.keyspace.remove(key, nowMs: context.nowMs)
    return .done
  }
}
