import Keyspace
import RESP

/// `PERSIST key`
///
/// Turns an absolute deadline back into the sliding backstop, the nearest to "no expiry" that there
/// is: 1 when it did, 0 for an absent key or one that is on the backstop already.
/// https://redis.io/docs/latest/commands/persist/
enum PersistCommand {
  static let page = Command(
    "persist", arity: 2, flags: [.write, .fast], keys: .one, keyRules: ["RW update"],
    events: .generic("persist"), categories: ["keyspace"],
    documentation: CommandDocumentation(
      "Turns a key's absolute deadline into the sliding backstop.", since: "2.2.0",
      group: "generic", complexity: "O(1)", syntax: "key"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let isTurned = context.keyspace.persist(context.key(arguments[1]), nowMs: context.nowMs)
    context.reply.integer(isTurned ? 1 : 0)
    return .done
  }
}
