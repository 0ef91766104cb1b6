import Keyspace
import RESP

/// `TTL key`, `PTTL key`, `EXPIRETIME key`, `PEXPIRETIME key`
///
/// The time left or the deadline, in seconds (rounded to the nearest) or milliseconds; -2 for an
/// absent key. Never -1: every key has a deadline. Not a read.
/// https://redis.io/docs/latest/commands/ttl/
/// https://redis.io/docs/latest/commands/expiretime/
enum TtlCommands {
  static let pages = [
    page("ttl", .ex, since: "1.0.0", "Answers the seconds that a key has left."),
    page("pttl", .px, since: "2.6.0", "Answers the milliseconds that a key has left."),
    page("expiretime", .exat, since: "7.0.0", "Answers a key's deadline in seconds."),
    page("pexpiretime", .pxat, since: "7.0.0", "Answers a key's deadline in milliseconds."),
  ]

  private static func page(
    _ name: String, _ unit: ExpiryUnit, since: String, _ summary: String
  ) -> Command {
    Command(
      name, arity: 2, flags: [.readonly, .fast, .keysOnly], keys: .one, keyRules: ["RO access"],
      categories: ["keyspace"], tips: unit.isFromNow ? ["nondeterministic_output"] : [],
      documentation: CommandDocumentation(
        summary, since: since, group: "generic", complexity: "O(1)", syntax: "key")
    ) { context, arguments in
      context.reply.integer(time(of: context.key(arguments[1]), unit, context))
      return .done
    }
  }

  private static func time(of key: Key, _ unit: ExpiryUnit, _ context: CommandContext) -> Int64 {
    guard let entry = context.lookUp(key) else { return -2 }
    let ms = entry.lifetime.deadlineMs - (unit.isFromNow ? context.nowMs : 0)
    return unit.isSeconds ? (ms + 500) / 1000 : ms
  }
}
