import Keyspace
import RESP

/// `INCRBYFLOAT key increment`
///
/// The new number as a string; an absent key counts as 0. An absolute deadline stays, a sliding one
/// is re-armed.
/// https://redis.io/docs/latest/commands/incrbyfloat/
enum IncrByFloatCommand {
  static let page = Command(
    "incrbyfloat", arity: 3, flags: [.write, .denyoom, .fast], keys: .one,
    keyRules: ["RW access update"], valueChange: .decimal, events: .string("incrbyfloat"),
    categories: ["string"],
    documentation: CommandDocumentation(
      "Adds to a number that may have a fraction.", since: "2.6.0", group: "string",
      complexity: "O(1)", syntax: "key increment"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let key = context.key(arguments[1])
    var number: WideDecimal.Number = 0
    if let entry = context.find(key) { number = try require(entry.value) }
    let sum = number + (try require(arguments[2]))
    guard sum.isFinite else {
      throw CommandFailure("ERR increment would produce NaN or Infinity")
    }
    let text = WideDecimal.text(sum)
    try context.checkLength(ofValue: text.utf8.count)
    context.change(key, to: [UInt8](text.utf8))
    context.reply.bulk(text)
    return .done
  }

  private static func require(
    _ bytes: UnsafeRawBufferPointer
  ) throws(CommandFailure) -> WideDecimal.Number {
    guard let number = WideDecimal.parse(bytes) else {
      throw CommandFailure("ERR value is not a valid float")
    }
    return number
  }
}
