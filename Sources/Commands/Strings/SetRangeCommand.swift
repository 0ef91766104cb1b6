import Bytes
import Keyspace
import RESP

/// `SETRANGE key offset value`
///
/// Overwrites from `offset` on, behind as many zero bytes as are missing; the value's new length.
/// An absolute deadline stays, a sliding one is re-armed.
/// https://redis.io/docs/latest/commands/setrange/
enum SetRangeCommand {
  static let page = Command(
    "setrange", arity: 4, flags: [.write, .denyoom], keys: .one, keyRules: ["RW update"],
    valueChange: .overwritesPart, events: .string("setrange"), categories: ["string"],
    documentation: CommandDocumentation(
      "Overwrites a part of a value.", since: "2.2.0", group: "string",
      complexity: "O(N) where N is the length of the value", syntax: "key offset value"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let offset = try DecimalInteger.require(arguments[2])
    guard offset >= 0 else { throw CommandFailure("ERR offset is out of range") }
    let key = context.key(arguments[1])
    let oldLength = context.find(key)?.value.count ?? 0
    let part = arguments[3]
    guard !part.isEmpty else {
      context.reply.integer(Int64(oldLength))
      return .done
    }
    let (end, overflowed) = Int(offset).addingReportingOverflow(part.count)
    try context.checkLength(ofValue: overflowed ? .max : max(end, oldLength))
    if let outcome = try context.makeRoom(for: key.bytes.count + max(end, oldLength)) {
      return outcome
    }
    var value = [UInt8](context.find(key)?.value ?? UnsafeRawBufferPointer(start: nil, count: 0))
    value += repeatElement(0, count: max(end - value.count, 0))
    value.replaceSubrange(Int(offset)..<end, with: part)
    context.change(key, to: value)
    context.reply.integer(Int64(value.count))
    return .done
  }
}
