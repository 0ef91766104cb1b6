import RESP

/// `PUBSUB CHANNELS | NUMSUB | NUMPAT | SHARDCHANNELS | SHARDNUMSUB | HELP`
///
/// https://redis.io/docs/latest/commands/pubsub/
enum PubSubCommand {
  static let page = Command(
    container: "pubsub",
    documentation: CommandDocumentation(
      "Commands about who listens.", since: "2.8.0", group: "pubsub",
      complexity: "Depends on subcommand."),
    subcommands: [
      names("channels", .channel, since: "2.8.0"),
      counts("numsub", .channel, since: "2.8.0", argument: "channel"),
      subcommand("numpat", arity: 2, since: "2.8.0", "Counts the patterns.") { context, _ in
        context.reply.integer(Int64(context.services.peers.subscriptions.patternCount))
        return .done
      },
      names("shardchannels", .shard, since: "7.0.0"),
      counts("shardnumsub", .shard, since: "7.0.0", argument: "shardchannel"),
      Command(
        "help", arity: 2, flags: [.loading, .stale],
        documentation: CommandDocumentation(
          "Lists the subcommands.", since: "6.2.0", group: "pubsub", complexity: "O(1)"),
        run: help),
    ])

  private static func names(_ name: String, _ kind: SubscriptionKind, since: String) -> Command {
    subcommand(
      name, arity: -2, since: since, "Lists what clients listen to.", syntax: "[pattern]"
    ) { (context, arguments) throws(CommandFailure) in
      guard arguments.count <= 3 else { throw CommandError.wrongCount(name, of: "PUBSUB") }
      let pattern = arguments.count == 3 ? arguments[2] : nil
      if let pattern { try context.checkLength(ofPattern: pattern) }
      let names = context.services.peers.subscriptions.names(kind, matching: pattern)
      context.reply.array(names.count)
      for name in names { name.withUnsafeBytes { context.reply.bulk($0) } }
      return .done
    }
  }

  private static func counts(
    _ name: String, _ kind: SubscriptionKind, since: String, argument: String
  ) -> Command {
    subcommand(
      name, arity: -2, since: since, "Counts the listeners of channels.",
      syntax: "[\(argument) [\(argument) ...]]"
    ) { context, arguments in
      context.reply.array((arguments.count - 2) * 2)
      for index in 2..<arguments.count {
        let listeners = context.services.peers.subscriptions
          .clients(of: [UInt8](arguments[index]), kind)
        context.reply.bulk(arguments[index])
        context.reply.integer(Int64(listeners.count))
      }
      return .done
    }
  }

  private static func subcommand(
    _ name: String, arity: Int, since: String, _ summary: String, syntax: String = "",
    _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: arity, flags: [.pubsub, .loading, .stale],
      documentation: CommandDocumentation(
        summary, since: since, group: "pubsub", complexity: "O(N) where N is the number of names",
        syntax: syntax),
      run: run)
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "PUBSUB",
      [
        ("CHANNELS [<pattern>]", "List the channels that clients listen to."),
        ("NUMPAT", "Count the patterns that clients listen to."),
        ("NUMSUB [<channel> ...]", "Count the listeners of channels, patterns left out."),
        ("SHARDCHANNELS [<pattern>]", "List the shard channels that clients listen to."),
        ("SHARDNUMSUB [<shardchannel> ...]", "Count the listeners of shard channels."),
      ], context)
    return .done
  }
}
