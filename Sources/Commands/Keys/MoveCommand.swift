import Keyspace
import RESP

/// `MOVE key db`
///
/// 1 when the entry is in the other database now; 0 when there is none or the key exists there.
/// https://redis.io/docs/latest/commands/move/
enum MoveCommand {
  static let page = Command(
    "move", arity: 3, flags: [.write, .fast], keys: .one, keyRules: ["RW access update"],
    valueChange: .moves, events: .move(from: "move_from", to: "move_to"), categories: ["keyspace"],
    documentation: CommandDocumentation(
      "Moves an entry to another database.", since: "1.0.0", group: "generic", complexity: "O(1)",
      syntax: "key db"),
    foreignKey: { arguments, context in
      guard let database = try? SelectCommand.database(arguments[2], context) else { return nil }
      return context.keyspace.key(arguments[1], number: database)
    }, run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let database = try SelectCommand.database(arguments[2], context)
    let source = context.key(arguments[1])
    let target = context.keyspace.key(arguments[1], number: database)
    guard source.database != target.database else {
      throw CommandFailure("\(CommandError.sameObject)")
    }
    if let demand = context.demand(for: CollectionOfOne(target)) { return .wait(demand) }
    guard let entry = context.find(source), context.find(target) == nil else {
      context.reply.integer(0)
      return .done
    }
    let transfer = EntryTransfer(of: entry)
    if let outcome = try context.makeRoom(for: target.bytes.count + entry.value.count) {
      return outcome
    }
    transfer.save(to: target, context)
    context.keyspace.remove(source, nowMs: context.nowMs)
    context.reply.integer(1)
    return .done
  }
}
