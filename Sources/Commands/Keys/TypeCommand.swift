import Keyspace
import RESP

/// `TYPE key`
///
/// `string`, the only type there is, or `none`.
/// https://redis.io/docs/latest/commands/type/
enum TypeCommand {
  static let page = Command(
    "type", arity: 2, flags: [.readonly, .fast, .keysOnly], keys: .one, keyRules: ["RO"],
    categories: ["keyspace"],
    documentation: CommandDocumentation(
      "Answers the type of a key's value.", since: "1.0.0", group: "generic", complexity: "O(1)",
      syntax: "key"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    if context.lookUp(context.key(arguments[1])) != nil {
      context.reply.simple("string")
    } else {
      context.reply.simple("none")
    }
    return .done
  }
}
