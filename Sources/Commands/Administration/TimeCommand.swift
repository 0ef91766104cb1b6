import RESP

/// `TIME`
///
/// The moment of the request: seconds since the epoch, and microseconds within the second in steps
/// of 1,000, because lifetimes are kept in milliseconds.
/// https://redis.io/docs/latest/commands/time/
enum TimeCommand {
  static let page = Command(
    "time", arity: 1, flags: [.loading, .stale, .fast], tips: ["nondeterministic_output"],
    documentation: CommandDocumentation(
      "Answers the server's time.", since: "2.6.0", group: "server", complexity: "O(1)"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    context.reply.bulks(["\(context.nowMs / 1000)", "\(context.nowMs % 1000 * 1000)"])
    return .done
  }
}
