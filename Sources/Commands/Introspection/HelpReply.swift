import RESP

/// The reply of a HELP subcommand: simple strings, as redis-cli prints them.
enum HelpReply {
  /// - Parameter subcommands: The syntax of each and what it does.
  static func write(
    _ container: String, _ subcommands: [(String, String)], _ context: CommandContext
  ) {
    let lines =
      ["\(container) <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"]
      + subcommands.flatMap { [$0, "    \($1)"] } + ["HELP", "    Prints this help."]
    context.reply.array(lines.count)
    for line in lines { context.reply.status(line) }
  }
}
