import Bytes
import Keyspace
import RESP

/// `SELECT index`
///
/// https://redis.io/docs/latest/commands/select/
enum SelectCommand {
  static let page = Command(
    "select", arity: 2, flags: [.loading, .stale, .fast], databaseChange: .select,
    categories: ["connection"],
    documentation: CommandDocumentation(
      "Chooses the database that the connection works on.", since: "1.0.0", group: "connection",
      complexity: "O(1)", syntax: "index"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    context.session.database = try database(arguments[1], context)
    context.reply.ok()
    return .done
  }

  /// The database that `text` names.
  static func database(
    _ text: UnsafeRawBufferPointer, _ context: CommandContext
  ) throws(CommandFailure) -> UInt8 {
    let number = try DecimalInteger.require(text)
    guard Int32(exactly: number) != nil else {
      throw CommandFailure(
        "ERR value is out of range, value must between \(Int32.min) and \(Int32.max)")
    }
    guard (0..<Int64(context.services.databaseCount)).contains(number) else {
      throw CommandFailure("ERR DB index is out of range")
    }
    return UInt8(number)
  }
}
