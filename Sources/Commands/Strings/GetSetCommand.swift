import Keyspace
import RESP

/// `GETSET key value`
///
/// The value there was, or null; the new one gets the sliding backstop.
/// https://redis.io/docs/latest/commands/getset/
enum GetSetCommand {
  static let page = Command(
    "getset", arity: 3, flags: [.write, .denyoom, .fast], keys: .one,
    keyRules: ["RW access update"], events: .string("set"), categories: ["string"],
    documentation: CommandDocumentation(
      "Saves a value and answers the one before it.", since: "1.0.0", group: "string",
      complexity: "O(1)", syntax: "key value"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let key = context.key(arguments[1])
    context.reply.bulkOrNull(context.lookUp(key)?.value)
    context.keyspace.save(key, value: arguments[2], expiry: .backstop, nowMs: context.nowMs)
    return .done
  }
}
