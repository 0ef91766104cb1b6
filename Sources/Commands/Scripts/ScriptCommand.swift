import Bytes
import RESP

/// `SCRIPT LOAD script`, `SCRIPT EXISTS sha1 [sha1 ...]`, `SCRIPT FLUSH [ASYNC | SYNC]`, `SCRIPT HELP`
///
/// https://redis.io/docs/latest/commands/script-load/
/// https://redis.io/docs/latest/commands/script-exists/
/// https://redis.io/docs/latest/commands/script-flush/
enum ScriptCommand {
  static let page = Command(
    container: "script",
    documentation: CommandDocumentation(
      "Commands about scripts.", since: "2.6.0", group: "scripting",
      complexity: "Depends on subcommand."),
    subcommands: [
      subcommand(
        "load", arity: 3, flags: [.noscript, .stale], "Remembers a script and answers its SHA-1.",
        syntax: "script", tips: everyNode, load),
      subcommand(
        "exists", arity: -3, "Tells which scripts are loaded.", syntax: "sha1 [sha1 ...]",
        tips: ["request_policy:all_shards", "response_policy:agg_logical_and"], exists),
      subcommand(
        "flush", arity: -2, "Forgets all scripts.", syntax: "[ASYNC|SYNC]", tips: everyNode, flush),
      subcommand("help", arity: 2, flags: [.loading, .stale], "Lists the subcommands.", help),
    ])

  private static let everyNode = ["request_policy:all_nodes", "response_policy:all_succeeded"]

  private static func subcommand(
    _ name: String, arity: Int, flags: CommandFlags = [.noscript], _ summary: String,
    syntax: String = "", tips: [String] = [], _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: arity, flags: flags, categories: ["scripting"], tips: tips,
      documentation: CommandDocumentation(
        summary, since: "2.6.0", group: "scripting",
        complexity: "O(N) where N is the length of the request", syntax: syntax),
      run: run)
  }

  private static func load(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard let loaded = context.services.scripts.load(arguments[2]) else {
      throw EvalCommands.unknownScript
    }
    context.reply.bulk(loaded.digest)
    return .done
  }

  private static func exists(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    context.reply.array(arguments.count - 2)
    for index in 2..<arguments.count {
      let isLoaded = context.services.scripts.script(named: arguments[index]) != nil
      context.reply.integer(isLoaded ? 1 : 0)
    }
    return .done
  }

  private static func flush(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let isOption =
      arguments.count == 2
      || (arguments.count == 3
        && (arguments[2].equalsIgnoringCase("sync") || arguments[2].equalsIgnoringCase("async")))
    guard isOption else {
      throw CommandFailure("ERR SCRIPT FLUSH only support SYNC|ASYNC option")
    }
    context.services.scripts.removeAll()
    context.reply.ok()
    return .done
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "SCRIPT",
      [
        ("EXISTS <sha1> [<sha1> ...]", "Tell which scripts are loaded."),
        ("FLUSH [ASYNC|SYNC]", "Forget all scripts."),
        ("LOAD <script>", "Remember a lock library's script and answer its SHA-1."),
      ], context)
    return .done
  }
}
