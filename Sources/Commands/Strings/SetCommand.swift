import Bytes
import Keyspace
import RESP

/// `SET key value [NX | XX | IFEQ comparison-value] [GET] [EX seconds | PX milliseconds |
/// EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]`
///
/// Without an expiry the entry gets the sliding backstop. `IFEQ` saves only over that value
/// (Valkey 8.1).
/// https://redis.io/docs/latest/commands/set/
/// https://valkey.io/commands/set/
enum SetCommand {
  static let page = Command(
    "set", arity: -3, flags: [.write, .denyoom, .keysOnly], keys: .one,
    keyRules: ["RW access update variable_flags"], keyUse: keyUse,
    events: ChangeEvents(of: changeEvents), categories: ["string"],
    documentation: CommandDocumentation(
      "Saves a value under a key, with an expiry or under the sliding backstop.",
      since: "1.0.0", group: "string", complexity: "O(1)",
      syntax: "key value [NX|XX|IFEQ comparison-value] [GET] "
        + "[EX seconds|PX milliseconds|EXAT unix-time-seconds|PXAT unix-time-milliseconds|KEEPTTL]"
    ),
    run: run)

  private static let readingUse: [KeyRule] = ["RW access update"]
  private static let blindUse: [KeyRule] = ["OW update"]

  /// Only a request that answers the old value or compares with it reads the key.
  private static func keyUse(_ arguments: Arguments) -> [KeyRule] {
    let isReading = (min(3, arguments.count)..<arguments.count).contains {
      arguments[$0].equalsIgnoringCase("get") || arguments[$0].equalsIgnoringCase("ifeq")
    }
    return isReading ? readingUse : blindUse
  }

  private static func changeEvents(_ arguments: Arguments) -> [KeyEvent] {
    guard let options = try? ValueOptions(arguments, from: 3, of: .set), options.namesTime else {
      return [.string("set")]
    }
    return [.string("set"), .generic("expire")]
  }

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let key = context.key(arguments[1])
    guard arguments.count > 3 else {
      context.keyspace.save(key, value: arguments[2], expiry: .backstop, nowMs: context.nowMs)
      context.reply.ok()
      return .done
    }
    let options = try ValueOptions(arguments, from: 3, of: .set)
    let expiry = try options.expiry(arguments, context)
    let isSaved = answer(key, options, arguments, context)
    if isSaved {
      context.keyspace.save(key, value: arguments[2], expiry: expiry, nowMs: context.nowMs)
    }
    return .done
  }

  /// Replies, and says whether the value is to be saved.
  private static func answer(
    _ key: Key, _ options: ValueOptions, _ arguments: Arguments, _ context: CommandContext
  ) -> Bool {
    let existing = options.returnsOldValue ? context.lookUp(key) : context.find(key)
    let isSaved = options.allow(over: existing, arguments)
    if options.returnsOldValue {
      context.reply.bulkOrNull(existing?.value)
    } else if isSaved {
      context.reply.ok()
    } else {
      context.reply.null()
    }
    return isSaved
  }
}
