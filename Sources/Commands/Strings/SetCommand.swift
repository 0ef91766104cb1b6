import Keyspace
import RESP

/// `SET key value [NX | XX] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds |
/// PXAT unix-time-milliseconds | KEEPTTL]`
///
/// Without an expiry the entry gets the sliding backstop.
/// https://redis.io/docs/latest/commands/set/
enum SetCommand {
  static let page = Command(
    "set", arity: -3, flags: [.write, .denyoom], keys: .one, categories: ["string"],
    documentation: CommandDocumentation(
      "Sets the string value of a key, ignoring its type. The key is created if it doesn't exist.",
      since: "1.0.0", group: "string", complexity: "O(1)",
      syntax:
        "key value [NX|XX] [GET] [EX seconds|PX milliseconds|EXAT unix-time-seconds|PXAT unix-time-milliseconds|KEEPTTL]"
    ),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let key = context.key(arguments[1])
    guard key.bytes.count <= Key.maxLength else {
      context.reply.error(CommandError.keyTooLong)
      return .done
    }
    guard arguments.count > 3 else {
      context.keyspace.save(key, value: arguments[2], expiry: .backstop, nowMs: context.nowMs)
      context.reply.ok()
      return .done
    }
    var options = SetOptions()
    if let failure = options.parse(arguments, from: 3, nowMs: context.nowMs) {
      context.reply.error(failure)
      return .done
    }
    save(key, arguments[2], options, context)
    return .done
  }

  private static func save(
    _ key: Key, _ value: UnsafeRawBufferPointer, _ options: SetOptions, _ context: CommandContext
  ) {
    let existing = context.keyspace.find(key, nowMs: context.nowMs)
    let applies = options.applies(exists: existing != nil)
    if options.returnsOldValue {
      if let existing { context.reply.bulk(existing.value) } else { context.reply.null() }
    } else if applies {
      context.reply.ok()
    } else {
      context.reply.null()
    }
    guard applies else { return }
    context.keyspace.save(key, value: value, expiry: options.expiry, nowMs: context.nowMs)
  }
}
