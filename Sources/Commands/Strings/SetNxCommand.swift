import Keyspace
import RESP

/// `SETNX key value`
///
/// 1 when the key was absent and has been saved, else 0.
/// https://redis.io/docs/latest/commands/setnx/
enum SetNxCommand {
  static let page = Command(
    "setnx", arity: 3, flags: [.write, .denyoom, .fast, .keysOnly], keys: .one,
    keyRules: ["OW insert"],
    events: .string("set"), categories: ["string"],
    documentation: CommandDocumentation(
      "Saves a value under a key that is absent.", since: "1.0.0", group: "string",
      complexity: "O(1)", syntax: "key value"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let key = context.key(arguments[1])
    let isAbsent = context.find(key) == nil
    if isAbsent {
      context.keyspace.save(key, value: arguments[2], expiry: .backstop, nowMs: context.nowMs)
    }
    context.reply.integer(isAbsent ? 1 : 0)
    return .done
  }
}
