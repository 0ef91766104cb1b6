import Keyspace
import RESP

/// `GET key`
///
/// The value, or null. A read: it re-arms a sliding window.
/// https://redis.io/docs/latest/commands/get/
enum GetCommand {
  static let page = Command(
    "get", arity: 2, flags: [.readonly, .fast], keys: .one, categories: ["string"],
    documentation: CommandDocumentation(
      "Returns the string value of a key.", since: "1.0.0", group: "string", complexity: "O(1)",
      syntax: "key"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    if let entry = context.keyspace.read(context.key(arguments[1]), nowMs: context.nowMs) {
      context.reply.bulk(entry.value)
    } else {
      context.reply.null()
    }
    return .done
  }
}
