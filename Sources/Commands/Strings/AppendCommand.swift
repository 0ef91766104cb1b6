import Keyspace
import RESP

/// `APPEND key value`
///
/// The value's new length. An absolute deadline stays, a sliding one is re-armed.
/// https://redis.io/docs/latest/commands/append/
enum AppendCommand {
  static let page = Command(
    "append", arity: 3, flags: [.write, .denyoom, .fast], keys: .one, keyRules: ["RW insert"],
    valueChange: .appends, events: .string("append"), categories: ["string"],
    documentation: CommandDocumentation(
      "Adds to the end of a value.", since: "2.0.0", group: "string", complexity: "O(1)",
      syntax: "key value"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let key = context.key(arguments[1])
    let length = (context.find(key)?.value.count ?? 0) + arguments[2].count
    try context.checkLength(ofValue: length)
    if let outcome = try context.makeRoom(for: key.bytes.count + length) { return outcome }
    var value: [UInt8] = []
    value.reserveCapacity(length)
    if let entry = context.find(key) { value += entry.value }
    value += arguments[2]
    context.change(key, to: value)
    context.reply.integer(Int64(length))
    return .done
  }
}

extension CommandContext {
  /// Saves a value that was made from the one there is: the lifetime keeps its kind.
  func change(_ key: Key, to value: [UInt8]) {
    value.withUnsafeBytes { keyspace.save(key, value: $0, expiry: .keep, nowMs: nowMs) }
  }
}
