import Bytes
import Keyspace
import RESP

/// `GETRANGE key start end` and its old name `SUBSTR key start end`
///
/// The bytes from `start` through `end`; negative ones count from the end of the value. A read: it
/// re-arms a sliding window.
/// https://redis.io/docs/latest/commands/getrange/
enum GetRangeCommands {
  static let pages = [page("getrange", since: "2.4.0"), page("substr", since: "1.0.0")]

  private static func page(_ name: String, since: String) -> Command {
    Command(
      name, arity: 4, flags: [.readonly], keys: .one, keyRules: ["RO access"],
      categories: ["string"],
      documentation: CommandDocumentation(
        "Reads a part of a value.", since: since, group: "string",
        complexity: "O(N) where N is the length of the part", syntax: "key start end"),
      run: run)
  }

  private static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let start = try DecimalInteger.require(arguments[2])
    let end = try DecimalInteger.require(arguments[3])
    if let value = context.read(context.key(arguments[1]))?.value,
      let range = range(start, end, length: Int64(value.count))
    {
      context.reply.bulk(UnsafeRawBufferPointer(rebasing: value[range]))
    } else {
      context.reply.bulk("")
    }
    return .done
  }

  /// The part as offsets; nil when it is empty.
  private static func range(_ start: Int64, _ end: Int64, length: Int64) -> Range<Int>? {
    if start < 0 && end < 0 && start > end { return nil }
    let first = max(start < 0 ? length + max(start, -length) : start, 0)
    // An end before the value's beginning means its first byte, as in Redis.
    let last = min(end < 0 ? length + max(end, -length) : end, length - 1)
    return first <= last ? Int(first)..<Int(last) + 1 : nil
  }
}
