import Keyspace
import RESP

/// `STRLEN key`
///
/// The value's length in bytes, 0 for an absent key. Not a read.
/// https://redis.io/docs/latest/commands/strlen/
enum StrLenCommand {
  static let page = Command(
    "strlen", arity: 2, flags: [.readonly, .fast], keys: .one, keyRules: ["RO"],
    categories: ["string"],
    documentation: CommandDocumentation(
      "Answers the length of a value.", since: "2.2.0", group: "string", complexity: "O(1)",
      syntax: "key"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let entry = context.lookUp(context.key(arguments[1]))
    context.reply.integer(Int64(entry?.value.count ?? 0))
    return .done
  }
}
