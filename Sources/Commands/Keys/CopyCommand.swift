import Bytes
import Keyspace
import RESP

/// `COPY source destination [DB destination-db] [REPLACE]`
///
/// 1 when the entry was copied; 0 when there is none, or when the destination exists and `REPLACE`
/// was not given.
/// https://redis.io/docs/latest/commands/copy/
enum CopyCommand {
  static let page = Command(
    "copy", arity: -3, flags: [.write, .denyoom], keys: .two,
    keyRules: [KeyRule("RO access", at: 1), KeyRule("OW update", at: 2)],
    valueChange: .copies, events: .generic("copy_to"), categories: ["keyspace"],
    documentation: CommandDocumentation(
      "Copies an entry to another key.", since: "6.2.0", group: "generic",
      complexity: "O(N) where N is the length of the value",
      syntax: "source destination [DB destination-db] [REPLACE]"),
    foreignKey: { arguments, context in
      guard let options = try? CopyOptions(arguments, from: 3, context) else { return nil }
      return context.keyspace.key(arguments[2], number: options.database)
    }, run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let options = try CopyOptions(arguments, from: 3, context)
    let source = context.key(arguments[1])
    let target = context.keyspace.key(arguments[2], number: options.database)
    if source.database == target.database && source.bytes.elementsEqual(target.bytes) {
      throw CommandFailure("\(CommandError.sameObject)")
    }
    // The dispatcher has looked for the destination in the client's database only.
    if let demand = context.demand(for: CollectionOfOne(target)) { return .wait(demand) }
    guard let entry = context.lookUp(source), options.replaces || context.find(target) == nil
    else {
      context.reply.integer(0)
      return .done
    }
    let transfer = EntryTransfer(of: entry)
    if let outcome = try context.makeRoom(for: target.bytes.count + entry.value.count) {
      return outcome
    }
    transfer.save(to: target, context)
    context.reply.integer(1)
    return .done
  }
}

private struct CopyOptions {
  private(set) var database: UInt8
  private(set) var replaces = false

  init(
    _ arguments: Arguments, from start: Int, _ context: CommandContext
  ) throws(CommandFailure) {
    database = context.session.database
    var index = start
    while index < arguments.count {
      if arguments[index].equalsIgnoringCase("replace") {
        replaces = true
      } else if arguments[index].equalsIgnoringCase("db"), index + 1 < arguments.count {
        index += 1
        database = try SelectCommand.database(arguments[index], context)
      } else {
        throw .syntax
      }
      index += 1
    }
  }
}
