import Keyspace
import RESP

/// `RENAME key newkey` and `RENAMENX key newkey`
///
/// RENAMENX answers 0 and does nothing when `newkey` exists.
/// https://redis.io/docs/latest/commands/rename/
/// https://redis.io/docs/latest/commands/renamenx/
enum RenameCommands {
  static let pages = [
    page("rename", [.write], "OW update", "Gives an entry another key."),
    page("renamenx", [.write, .fast], "OW insert", "Gives an entry a key that is absent."),
  ]

  private static func page(
    _ name: String, _ flags: CommandFlags, _ access: String, _ summary: String
  ) -> Command {
    let onlyIfAbsent = name == "renamenx"
    return Command(
      name, arity: 3, flags: flags, keys: .two,
      keyRules: [KeyRule("RW access delete", at: 1), KeyRule(access, at: 2)],
      valueChange: .copies, events: .move(from: "rename_from", to: "rename_to"),
      categories: ["keyspace"],
      documentation: CommandDocumentation(
        summary, since: "1.0.0", group: "generic", complexity: "O(1)", syntax: "key newkey")
    ) { (context, arguments) throws(CommandFailure) in
      try rename(arguments, onlyIfAbsent: onlyIfAbsent, context)
    }
  }

  private static func rename(
    _ arguments: Arguments, onlyIfAbsent: Bool, _ context: CommandContext
  ) throws(CommandFailure) -> Outcome {
    let (source, target) = (context.key(arguments[1]), context.key(arguments[2]))
    guard let entry = context.find(source) else { throw CommandFailure("ERR no such key") }
    let isSame = source.bytes.elementsEqual(target.bytes)
    if isSame || (onlyIfAbsent && context.find(target) != nil) {
      if onlyIfAbsent { context.reply.integer(0) } else { context.reply.ok() }
      return .done
    }
    try context.checkLength(ofKey: target.bytes)
    let transfer = EntryTransfer(of: entry)
    if let outcome = try context.makeRoom(for: target.bytes.count + entry.value.count) {
      return outcome
    }
    transfer.save(to: target, context)
    context.keyspace.remove(source, nowMs: context.nowMs)
    if onlyIfAbsent { context.reply.integer(1) } else { context.reply.ok() }
    return .done
  }
}
