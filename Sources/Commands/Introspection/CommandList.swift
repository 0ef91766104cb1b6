import Bytes
import RESP

/// `COMMAND LIST [FILTERBY MODULE module-name | ACLCAT category | PATTERN pattern]`
///
/// https://redis.io/docs/latest/commands/command-list/
enum CommandList {
  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let isWanted = try filter(arguments)
    context.reply.bulks(context.table.withSubcommands.filter(isWanted).map(\.fullName))
    return .done
  }

  private static func filter(
    _ arguments: Arguments
  ) throws(CommandFailure) -> (Command) -> Bool {
    if arguments.count == 2 { return { _ in true } }
    guard arguments.count == 5, arguments[2].equalsIgnoringCase("filterby") else { throw .syntax }
    let wanted = arguments[4]
    if arguments[3].equalsIgnoringCase("pattern") {
      return { command in
        var name = command.fullName
        return name.withUTF8 {
          Glob.matches(pattern: wanted, UnsafeRawBufferPointer($0), ignoringCase: true)
        }
      }
    }
    if arguments[3].equalsIgnoringCase("aclcat") {
      let category = String(decoding: wanted, as: UTF8.self).lowercased()
      return { $0.categories.contains(category) }
    }
    // There are no modules, so none of them has a command.
    guard arguments[3].equalsIgnoringCase("module") else { throw .syntax }
    return { _ in false }
  }
}

extension CommandTable {
  /// Every command followed by its subcommands.
  var withSubcommands: [Command] {
    commands.flatMap { [$0] + ($0.subcommands.map { [Command]($0.commands) } ?? []) }
  }

  /// The command or subcommand (`config|get`) of this name, in any case.
  func command(fullName name: UnsafeRawBufferPointer) -> Command? {
    let bar = name.firstIndex(of: UInt8(ascii: "|"))
    guard
      let command = command(named: UnsafeRawBufferPointer(rebasing: name[..<(bar ?? name.count)]))
    else { return nil }
    guard let bar else { return command.pointee }
    let rest = UnsafeRawBufferPointer(rebasing: name[(bar + 1)...])
    return command.pointee.subcommands?.command(named: rest)?.pointee
  }
}
