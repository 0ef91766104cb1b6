import Keyspace
import RESP

/// `SETEX key seconds value` and `PSETEX key milliseconds value`
///
/// https://redis.io/docs/latest/commands/setex/
/// https://redis.io/docs/latest/commands/psetex/
enum SetWithExpiryCommands {
  static let pages = [
    page("setex", .ex, since: "2.0.0", syntax: "key seconds value"),
    page("psetex", .px, since: "2.6.0", syntax: "key milliseconds value"),
  ]

  private static func page(
    _ name: String, _ unit: ExpiryUnit, since: String, syntax: String
  ) -> Command {
    Command(
      name, arity: 4, flags: [.write, .denyoom, .keysOnly], keys: .one, keyRules: ["OW update"],
      events: ChangeEvents { _ in [.string("set"), .generic("expire")] }, categories: ["string"],
      documentation: CommandDocumentation(
        "Saves a value under a key until the time is over.", since: since, group: "string",
        complexity: "O(1)", syntax: syntax)
    ) { (context, arguments) throws(CommandFailure) in
      let deadlineMs = try unit.positiveDeadline(
        arguments[2], of: arguments[1], command: name, context)
      context.keyspace.save(
        context.key(arguments[1]), value: arguments[3], expiry: .at(deadlineMs: deadlineMs),
        nowMs: context.nowMs)
      context.reply.ok()
      return .done
    }
  }
}
