import RESP

/// `ECHO message`
///
/// https://redis.io/docs/latest/commands/echo/
enum EchoCommand {
  static let page = Command(
    "echo", arity: 2, flags: [.loading, .stale, .fast], categories: ["connection"],
    documentation: CommandDocumentation(
      "Answers what it was given.", since: "1.0.0", group: "connection", complexity: "O(1)",
      syntax: "message"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    context.reply.bulk(arguments[1])
    return .done
  }
}
