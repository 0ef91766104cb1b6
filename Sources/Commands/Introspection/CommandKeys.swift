import RESP

/// `COMMAND GETKEYS command [arg ...]` and `COMMAND GETKEYSANDFLAGS command [arg ...]`
///
/// https://redis.io/docs/latest/commands/command-getkeys/
/// https://redis.io/docs/latest/commands/command-getkeysandflags/
enum CommandKeys {
  /// Where the request that is asked about begins.
  private static let start = 2

  static func keys(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let command = try command(arguments, context)
    let indexes = Array(command.keys.indexes(in: arguments, from: start))
    context.reply.array(indexes.count)
    for index in indexes { context.reply.bulk(arguments[start + index]) }
    return .done
  }

  static func keysAndFlags(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let command = try command(arguments, context)
    let request = arguments.dropFirst(start)
    let found = command.keyRules(of: request).flatMap { rule in
      (rule.positions ?? command.keys).indexes(in: request).map { ($0, rule) }
    }
    context.reply.array(found.count)
    for (index, rule) in found {
      context.reply.array(2)
      context.reply.bulk(arguments[start + index])
      context.reply.words(rule.access)
    }
    return .done
  }

  private static func command(
    _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) -> Command {
    guard let named = context.table.command(named: arguments[start])?.pointee else {
      throw CommandFailure("ERR Invalid command specified")
    }
    var command = named
    if let subcommands = named.subcommands {
      guard let found = subcommands.command(named: arguments[start + 1]) else {
        throw CommandFailure("ERR Invalid command specified")
      }
      command = found.pointee
    }
    guard !command.keys.isEmpty else {
      throw CommandFailure("ERR The command has no key arguments")
    }
    guard command.accepts(argumentCount: arguments.count - start) else {
      throw CommandFailure("ERR Invalid number of arguments specified for command")
    }
    return command
  }
}
