import Keyspace
import RESP

/// `GET key`
///
/// The value, or null. A read: it re-arms a sliding window.
/// https://redis.io/docs/latest/commands/get/
enum GetCommand {
  static let page = Command(
    "get", arity: 2, flags: [.readonly, .fast], keys: .one, keyRules: ["RO access"],
    categories: ["string"],
    documentation: CommandDocumentation(
      "Reads the value of a key and re-arms its sliding window.", since: "1.0.0", group: "string",
      complexity: "O(1)", syntax: "key"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    if let entry = context.read(context.key(arguments[1])) {
      context.reply.bulk(entry.value)
    } else {
      context.reply.null()
    }
    return .done
  }
}
