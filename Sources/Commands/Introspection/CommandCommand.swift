import RESP

/// `COMMAND [COUNT | LIST | INFO | DOCS | GETKEYS | GETKEYSANDFLAGS | HELP]`
///
/// https://redis.io/docs/latest/commands/command/
enum CommandCommand {
  static let page = Command(
    "command", arity: -1, flags: [.loading, .stale, .heavy], categories: ["connection"],
    tips: ["nondeterministic_output_order"],
    documentation: documentation(
      "Describes every command.", since: "2.8.13",
      complexity: "O(N) where N is the number of commands"),
    subcommands: [
      subcommand("count", arity: 2, since: "2.8.13", "Counts the commands.", count),
      subcommand(
        "list", arity: -2, since: "7.0.0", "Lists the names of commands.",
        syntax: "[FILTERBY <MODULE module-name|ACLCAT category|PATTERN pattern>]",
        tips: ["nondeterministic_output_order"], CommandList.run),
      subcommand(
        "info", arity: -2, since: "2.8.13", "Describes commands.",
        syntax: "[command-name [command-name ...]]", tips: ["nondeterministic_output_order"], info),
      subcommand(
        "docs", arity: -2, since: "7.0.0",
        "Answers what commands are for and how they are written.",
        syntax: "[command-name [command-name ...]]", tips: ["nondeterministic_output_order"], docs),
      subcommand(
        "getkeys", arity: -4, since: "2.8.13", "Finds the keys in a request.",
        syntax: "command [arg ...]", CommandKeys.keys),
      subcommand(
        "getkeysandflags", arity: -4, since: "7.0.0",
        "Finds the keys in a request and what becomes of them.", syntax: "command [arg ...]",
        CommandKeys.keysAndFlags),
      subcommand("help", arity: 2, since: "5.0.0", "Lists the subcommands.", help),
    ]
  ) { context, _ in
    describeAll(context)
    return .done
  }

  private static func subcommand(
    _ name: String, arity: Int, since: String, _ summary: String, syntax: String = "",
    tips: [String] = [], _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: arity, flags: [.loading, .stale, .heavy], categories: ["connection"], tips: tips,
      documentation: documentation(summary, since: since, complexity: "O(1)", syntax: syntax),
      run: run)
  }

  private static func documentation(
    _ summary: String, since: String, complexity: String, syntax: String = ""
  ) -> CommandDocumentation {
    CommandDocumentation(
      summary, since: since, group: "server", complexity: complexity, syntax: syntax)
  }

  private static func count(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    context.reply.integer(Int64(context.table.commands.count))
    return .done
  }

  private static func describeAll(_ context: CommandContext) {
    context.reply.array(context.table.commands.count)
    for command in context.table.commands { context.reply.commandInfo(command) }
  }

  private static func info(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    guard arguments.count > 2 else {
      describeAll(context)
      return .done
    }
    context.reply.array(arguments.count - 2)
    for index in 2..<arguments.count where !context.reply.hasOverflowed {
      if let command = context.table.command(fullName: arguments[index]) {
        context.reply.commandInfo(command)
      } else {
        context.reply.null()
      }
    }
    return .done
  }

  private static func docs(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let commands =
      arguments.count > 2
      ? (2..<arguments.count).compactMap { context.table.command(fullName: arguments[$0]) }
      : [Command](context.table.commands)
    context.reply.map(commands.count)
    for command in commands where !context.reply.hasOverflowed {
      context.reply.commandDocs(command)
    }
    return .done
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "COMMAND",
      [
        ("(no subcommand)", "Describe every command."),
        ("COUNT", "Count the commands."),
        ("LIST [FILTERBY (MODULE|ACLCAT|PATTERN) <filter>]", "List the names of commands."),
        ("INFO [<command-name> ...]", "Describe commands."),
        ("DOCS [<command-name> ...]", "Answer what commands are for and how they are written."),
        ("GETKEYS <full-command>", "Find the keys in a request."),
        ("GETKEYSANDFLAGS <full-command>", "Find the keys and what becomes of them."),
      ], context)
    return .done
  }
}
