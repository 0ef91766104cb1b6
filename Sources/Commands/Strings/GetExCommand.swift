import Keyspace
import RESP

/// `GETEX key [EX seconds | PX milliseconds | EXAT unix-time-seconds |
/// PXAT unix-time-milliseconds | PERSIST]`
///
/// Without an option it is GET. An expiry makes the deadline absolute; `PERSIST` turns an absolute
/// one back into the sliding backstop.
/// https://redis.io/docs/latest/commands/getex/
enum GetExCommand {
  static let page = Command(
    "getex", arity: -2, flags: [.write, .fast], keys: .one, keyRules: ["RW access update"],
    events: ChangeEvents(of: changeEvents), categories: ["string"],
    documentation: CommandDocumentation(
      "Reads the value of a key and changes its expiry.", since: "6.2.0", group: "string",
      complexity: "O(1)",
      syntax: "key [EX seconds|PX milliseconds|EXAT unix-time-seconds|"
        + "PXAT unix-time-milliseconds|PERSIST]"),
    run: run)

  private static func changeEvents(_ arguments: Arguments) -> [KeyEvent] {
    [.generic(arguments.count == 3 ? "persist" : "expire")]
  }

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let options = try ValueOptions(arguments, from: 2, of: .getex)
    if options.namesNoExpiry { return GetCommand.run(&context, arguments) }
    let key = context.key(arguments[1])
    guard let entry = context.lookUp(key) else {
      context.reply.null()
      return .done
    }
    // Only now: Redis answers null for an absent key whatever the time says.
    let expiry = try options.expiry(arguments, context)
    context.reply.bulk(entry.value)
    if case .at(let deadlineMs) = expiry {
      context.keyspace.setDeadline(key, deadlineMs: deadlineMs, nowMs: context.nowMs)
    } else {
      context.keyspace.persist(key, nowMs: context.nowMs)
    }
    return .done
  }
}
