import Bytes
import Keyspace
import RESP

/// `CONFIG GET | SET | RESETSTAT | REWRITE | HELP`
///
/// https://redis.io/docs/latest/commands/config/
enum ConfigCommand {
  static let page = Command(
    container: "config",
    documentation: CommandDocumentation(
      "Commands about settings.", since: "2.0.0", group: "server",
      complexity: "Depends on subcommand."),
    subcommands: [
      subcommand(
        "get", arity: -3, since: "2.0.0", "Answers settings by name or pattern.",
        complexity: "O(N) where N is the number of settings", syntax: "parameter [parameter ...]",
        get),
      subcommand(
        "set", arity: -4, since: "2.0.0", "Changes settings, all of them or none.",
        complexity: "O(N) where N is the number of settings",
        syntax: "parameter value [parameter value ...]",
        tips: ["request_policy:all_nodes", "response_policy:all_succeeded"], set),
      subcommand(
        "resetstat", arity: 2, since: "2.0.0", "Sets the counters back to zero.",
        complexity: "O(1)", resetStatistics),
      subcommand(
        "rewrite", arity: 2, since: "2.8.0",
        "Puts changed settings into the configuration file.", complexity: "O(1)", rewrite),
      Command(
        "help", arity: 2, flags: [.loading, .stale],
        documentation: CommandDocumentation(
          "Lists the subcommands.", since: "5.0.0", group: "server", complexity: "O(1)"),
        run: help),
    ])

  private static func subcommand(
    _ name: String, arity: Int, since: String, _ summary: String, complexity: String,
    syntax: String = "", tips: [String] = [], _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: arity, flags: [.admin, .noscript, .loading, .stale], tips: tips,
      documentation: CommandDocumentation(
        summary, since: since, group: "server", complexity: complexity, syntax: syntax),
      run: run)
  }

  private static func get(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let names = context.services.settingNames.filter { isWanted($0, arguments) }
    let found = names.compactMap { name in
      context.services.settingValue(name).map { (name, $0) }
    }
    context.reply.map(found.count)
    for (name, value) in found {
      context.reply.bulk(name)
      context.reply.bulk(value)
    }
    return .done
  }

  private static func isWanted(_ name: String, _ arguments: Arguments) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
      (2..<arguments.count).contains {
        Glob.matches(
          pattern: arguments[$0], UnsafeRawBufferPointer(bytes), ignoringCase: true)
      }
    }
  }

  private static func resetStatistics(
    _ context: inout CommandContext, _ arguments: Arguments
  ) -> Outcome {
    context.keyspace.counters = KeyspaceCounters()
    context.instruments.reset()
    context.services.resetStatistics()
    context.reply.ok()
    return .done
  }

  private static func set(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard arguments.count % 2 == 0 else { throw .syntax }
    var changes: [(name: String, value: String)] = []
    var spellings: [String: String] = [:]
    for index in stride(from: 2, to: arguments.count, by: 2) {
      let spelling = String(decoding: arguments[index], as: UTF8.self)
      let name = spelling.lowercased()
      guard spellings.updateValue(spelling, forKey: name) == nil else {
        throw failure(spelling, "duplicate parameter")
      }
      // A password of other bytes than the client meant would let nobody in, or somebody else.
      guard let value = String(validating: arguments[index + 1], as: UTF8.self) else {
        throw failure(spelling, "argument must be UTF-8")
      }
      changes.append((name, value))
    }
    if case .failure(let reason) = context.services.changeSettings(changes) {
      throw failure(reason, spellings)
    }
    context.reply.ok()
    return .done
  }

  /// The error names the setting as the client spelled it.
  private static func failure(
    _ reason: SettingFailure, _ spellings: [String: String]
  ) -> CommandFailure {
    switch reason {
    case .unknown(let name):
      let spelling = spellings[name] ?? name
      return CommandFailure(
        "ERR Unknown option or number of arguments for CONFIG SET - '\(spelling)'")
    case .immutable(let name): return failure(spellings[name] ?? name, "can't set immutable config")
    case .invalid(let name, let reason): return failure(spellings[name] ?? name, reason)
    }
  }

  private static func failure(_ name: String, _ reason: String) -> CommandFailure {
    CommandFailure("ERR CONFIG SET failed (possibly related to argument '\(name)') - \(reason)")
  }

  private static func rewrite(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    if case .failure(let failure) = context.services.rewriteConfiguration() { throw failure }
    context.reply.ok()
    return .done
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "CONFIG",
      [
        ("GET <pattern> [<pattern> ...]", "Answer the settings whose names match."),
        ("SET <directive> <value> [<directive> <value> ...]", "Change settings."),
        ("RESETSTAT", "Set the counters that INFO shows back to zero."),
        ("REWRITE", "Put changed settings into the configuration file."),
      ], context)
    return .done
  }
}
