import Bytes
import Keyspace
import RESP

/// `EXPIRE key seconds [NX | XX | GT | LT]`, `PEXPIRE key milliseconds …`,
/// `EXPIREAT key unix-time-seconds …`, `PEXPIREAT key unix-time-milliseconds …`
///
/// 1 when the key has the absolute deadline now, or is gone because the time has passed; else 0.
/// https://redis.io/docs/latest/commands/expire/
enum ExpireCommands {
  static let pages = [
    page("expire", .ex, since: "1.0.0", time: "seconds"),
    page("pexpire", .px, since: "2.6.0", time: "milliseconds"),
    page("expireat", .exat, since: "1.2.0", time: "unix-time-seconds"),
    page("pexpireat", .pxat, since: "2.6.0", time: "unix-time-milliseconds"),
  ]

  private static func page(
    _ name: String, _ unit: ExpiryUnit, since: String, time: String
  ) -> Command {
    Command(
      name, arity: -3, flags: [.write, .fast], keys: .one, keyRules: ["RW update"],
      events: .generic("expire"), categories: ["keyspace"],
      documentation: CommandDocumentation(
        "Gives a key an absolute deadline.", since: since, group: "generic", complexity: "O(1)",
        syntax: "key \(time) [NX|XX|GT|LT]")
    ) { (context, arguments) throws(CommandFailure) in
      let condition = try ExpireCondition(arguments, from: 3)
      let number = try DecimalInteger.require(arguments[2])
      let deadlineMs = try unit.deadline(
        number, of: arguments[1], command: name, context)
      let isSet = set(context.key(arguments[1]), deadlineMs, condition, context)
      context.reply.integer(isSet ? 1 : 0)
      return .done
    }
  }

  private static func set(
    _ key: Key, _ deadlineMs: Int64, _ condition: ExpireCondition, _ context: CommandContext
  ) -> Bool {
    guard let entry = context.find(key), condition.allows(deadlineMs, over: entry.lifetime) else {
      return false
    }
    return context.keyspace.setDeadline(key, deadlineMs: deadlineMs, nowMs: context.nowMs)
  }
}
