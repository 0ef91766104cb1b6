import RESP

/// `QUIT`
///
/// https://redis.io/docs/latest/commands/quit/
enum QuitCommand {
  static let page = Command(
    "quit", arity: -1,
    flags: [
      .noscript, .loading, .stale, .fast, .noAuth, .allowBusy, .allowedWhileSubscribed, .immediate,
    ],
    categories: ["connection"],
    documentation: CommandDocumentation(
      "Closes the connection.", since: "1.0.0", group: "connection", complexity: "O(1)"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    context.reply.ok()
    return .close
  }
}
