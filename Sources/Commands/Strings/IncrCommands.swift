import Bytes
import Keyspace
import RESP

/// `INCR key`, `DECR key`, `INCRBY key increment`, `DECRBY key decrement`
///
/// The new number; an absent key counts as 0. An absolute deadline stays, a sliding one is re-armed.
/// https://redis.io/docs/latest/commands/incrby/
enum IncrCommands {
  static let pages = [
    page("incr", arity: 2, "Adds one to a number.") { _ in 1 },
    page("decr", arity: 2, "Takes one from a number.") { _ in -1 },
    page("incrby", arity: 3, "Adds to a number.", syntax: "key increment") {
      (arguments) throws(CommandFailure) in try DecimalInteger.require(arguments[2])
    },
    page("decrby", arity: 3, "Takes from a number.", syntax: "key decrement") {
      (arguments) throws(CommandFailure) in
      let number = try DecimalInteger.require(arguments[2])
      guard number != .min else { throw CommandFailure("ERR decrement would overflow") }
      return -number
    },
  ]

  private static func page(
    _ name: String, arity: Int, _ summary: String, syntax: String = "key",
    _ increment: @escaping @Sendable (Arguments) throws(CommandFailure) -> Int64
  ) -> Command {
    Command(
      name, arity: arity, flags: [.write, .denyoom, .fast], keys: .one,
      keyRules: ["RW access update"], valueChange: .integer, events: .string("incrby"),
      categories: ["string"],
      documentation: CommandDocumentation(
        summary, since: "1.0.0", group: "string", complexity: "O(1)", syntax: syntax)
    ) { (context, arguments) throws(CommandFailure) in
      try add(increment(arguments), to: context.key(arguments[1]), context)
      return .done
    }
  }

  private static func add(
    _ increment: Int64, to key: Key, _ context: CommandContext
  ) throws(CommandFailure) {
    var number: Int64 = 0
    if let entry = context.find(key) { number = try DecimalInteger.require(entry.value) }
    let (sum, overflowed) = number.addingReportingOverflow(increment)
    guard !overflowed else {
      throw CommandFailure("ERR increment or decrement would overflow")
    }
    context.change(key, to: [UInt8](String(sum).utf8))
    context.reply.integer(sum)
  }
}
