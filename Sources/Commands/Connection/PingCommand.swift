import RESP

/// `PING [message]`
///
/// https://redis.io/docs/latest/commands/ping/
enum PingCommand {
  static let page = Command(
    "ping", arity: -1, flags: [.fast, .allowedWhileSubscribed], categories: ["connection"],
    tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
    documentation: CommandDocumentation(
      "Tells that the server is there.", since: "1.0.0", group: "connection", complexity: "O(1)",
      syntax: "[message]"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    switch arguments.count {
    case 1 where context.isRestricted, 2 where context.isRestricted:
      answerListener(arguments, context)
    case 1: context.reply.simple("PONG")
    case 2: context.reply.bulk(arguments[1])
    default: throw CommandFailure(CommandError.arity("ping"))
    }
    return .done
  }

  /// A RESP2 client that listens takes every reply for a message, so this one looks like one.
  private static func answerListener(_ arguments: Arguments, _ context: CommandContext) {
    context.reply.array(2)
    context.reply.bulk("pong")
    if arguments.count == 2 { context.reply.bulk(arguments[1]) } else { context.reply.bulk("") }
  }
}
