import AccessControl
import RESP

/// `ACL …`: users and what they may do
///
/// https://redis.io/docs/latest/commands/acl/
enum AclCommand {
  static let page = Command(
    container: "acl",
    documentation: CommandDocumentation(
      "Commands about users.", since: "6.0.0", group: "server",
      complexity: "Depends on subcommand."),
    subcommands: AclUserCommands.pages + AclShowCommands.pages + AclCheckCommands.pages
      + [AclLogCommand.page] + AclFileCommands.pages + [
        Command(
          "help", arity: 2, flags: [.loading, .stale],
          documentation: CommandDocumentation(
            "Lists the subcommands.", since: "6.0.0", group: "server", complexity: "O(1)"),
          run: help)
      ])

  /// What only administrators may run.
  static func administration(
    _ name: String, arity: Int, since: String = "6.0.0", _ summary: String, complexity: String,
    syntax: String = "", _ run: @escaping Command.Run
  ) -> Command {
    subcommand(
      name, arity: arity, flags: [.admin, .noscript, .loading, .stale], since: since, summary,
      complexity: complexity, syntax: syntax, run)
  }

  static func subcommand(
    _ name: String, arity: Int, flags: CommandFlags = [.noscript, .loading, .stale],
    since: String = "6.0.0", _ summary: String, complexity: String, syntax: String = "",
    _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: arity, flags: flags,
      documentation: CommandDocumentation(
        summary, since: since, group: "server", complexity: complexity, syntax: syntax),
      run: run)
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "ACL",
      [
        ("CAT [<category>]", "List the categories, or the commands of one."),
        ("DELUSER <username> [<username> ...]", "Remove users and end their connections."),
        ("DRYRUN <username> <command> [<arg> ...]", "Tell whether a user may run a command."),
        ("GENPASS [<bits>]", "Make a random password of 256 bits, or of as many as asked for."),
        ("GETUSER <username>", "Describe a user."),
        ("LIST", "Describe every user as in the configuration file."),
        ("LOAD", "Read the users from the ACL file."),
        ("LOG [<count> | RESET]", "Show what was refused of late, or forget it."),
        ("SAVE", "Write the users into the ACL file."),
        ("SETUSER <username> <attribute> [<attribute> ...]", "Make a user or change one."),
        ("USERS", "List the names of the users."),
        ("WHOAMI", "Answer the name of this connection's user."),
      ], context)
    return .done
  }
}

extension ReplyBuffer {
  mutating func bulk(_ bytes: [UInt8]) { bytes.withUnsafeBytes { bulk($0) } }

  mutating func error(_ bytes: [UInt8]) { bytes.withUnsafeBytes { error($0) } }
}
