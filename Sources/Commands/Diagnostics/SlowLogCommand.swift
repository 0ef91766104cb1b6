import Bytes
import RESP

/// `SLOWLOG GET [count] | LEN | RESET | HELP`
///
/// Values and everything else that could be a secret stand as `(redacted)`.
/// https://redis.io/docs/latest/commands/slowlog/
enum SlowLogCommand {
  static let page = Command(
    container: "slowlog",
    documentation: CommandDocumentation(
      "Commands about the log of slow commands.", since: "2.2.12", group: "server",
      complexity: "Depends on subcommand."),
    subcommands: [
      subcommand(
        "get", arity: -2, "Answers the newest entries.",
        complexity: "O(N) where N is the number of entries answered", syntax: "[count]",
        tips: ["request_policy:all_nodes", "nondeterministic_output"], get),
      subcommand(
        "len", arity: 2, "Counts the entries.", complexity: "O(1)",
        tips: ["request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"]
      ) { context, _ in
        context.reply.integer(Int64(context.instruments.slowLog.entries.count))
        return .done
      },
      subcommand(
        "reset", arity: 2, "Removes all entries.",
        complexity: "O(N) where N is the number of entries",
        tips: ["request_policy:all_nodes", "response_policy:all_succeeded"]
      ) { context, _ in
        context.instruments.slowLog.removeAll()
        context.reply.ok()
        return .done
      },
      Command(
        "help", arity: 2, flags: [.loading, .stale],
        documentation: CommandDocumentation(
          "Lists the subcommands.", since: "6.2.0", group: "server", complexity: "O(1)"),
        run: help),
    ])

  private static func subcommand(
    _ name: String, arity: Int, _ summary: String, complexity: String, syntax: String = "",
    tips: [String], _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: arity, flags: [.admin, .loading, .stale], tips: tips,
      documentation: CommandDocumentation(
        summary, since: "2.2.12", group: "server", complexity: complexity, syntax: syntax),
      run: run)
  }

  private static func get(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard arguments.count <= 3 else {
      let name = String(decoding: arguments[1].prefix(128), as: UTF8.self)
      throw CommandError.wrongCount(name, of: "SLOWLOG")
    }
    var count: Int64 = 10
    if arguments.count == 3 {
      guard let wanted = DecimalInteger.parse(arguments[2]), wanted >= -1 else {
        throw CommandFailure("ERR count should be greater than or equal to -1")
      }
      count = wanted
    }
    let entries = context.instruments.slowLog.entries
    let shown = count < 0 ? entries[...] : entries.suffix(Int(clamping: count))
    context.reply.array(shown.count)
    for entry in shown.reversed() { write(entry, context) }
    return .done
  }

  private static func write(_ entry: SlowLog.Entry, _ context: CommandContext) {
    context.reply.array(6)
    context.reply.integer(entry.id)
    context.reply.integer(entry.seconds)
    context.reply.integer(Int64(clamping: entry.microseconds))
    context.reply.array(entry.arguments.count)
    for argument in entry.arguments { argument.withUnsafeBytes { context.reply.bulk($0) } }
    context.reply.bulk(entry.address)
    context.reply.bulk(entry.name)
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "SLOWLOG",
      [
        ("GET [<count>]", "Answer the newest entries, 10 unless told, all of them for -1."),
        ("LEN", "Answer the number of entries."),
        ("RESET", "Remove all entries."),
      ], context)
    return .done
  }
}
