import Keyspace
import RESP

/// `MSET key value [key value ...]` and `MSETNX key value [key value ...]`
///
/// MSETNX saves all or, if one of the keys exists, none.
/// https://redis.io/docs/latest/commands/mset/
/// https://redis.io/docs/latest/commands/msetnx/
enum MSetCommands {
  static let pages = [
    Command(
      "mset", arity: -3, flags: [.write, .denyoom, .keysOnly], keys: .pairs,
      keyRules: ["OW update"],
      events: .string("set"), categories: ["string"],
      tips: ["request_policy:multi_shard", "response_policy:all_succeeded"],
      documentation: documentation("Saves several values.", since: "1.0.1")
    ) { (context, arguments) throws(CommandFailure) in
      try requirePairs(arguments, "mset")
      save(arguments, context)
      context.reply.ok()
      return .done
    },
    Command(
      "msetnx", arity: -3, flags: [.write, .denyoom, .keysOnly], keys: .pairs,
      keyRules: ["OW insert"],
      events: .string("set"), categories: ["string"],
      documentation: documentation("Saves several values if all keys are absent.", since: "1.0.1")
    ) { (context, arguments) throws(CommandFailure) in
      try requirePairs(arguments, "msetnx")
      let areAbsent = stride(from: 1, to: arguments.count, by: 2).allSatisfy {
        context.find(context.key(arguments[$0])) == nil
      }
      if areAbsent { save(arguments, context) }
      context.reply.integer(areAbsent ? 1 : 0)
      return .done
    },
  ]

  private static func documentation(_ summary: String, since: String) -> CommandDocumentation {
    CommandDocumentation(
      summary, since: since, group: "string", complexity: "O(N) where N is the number of keys",
      syntax: "key value [key value ...]")
  }

  private static func requirePairs(
    _ arguments: Arguments, _ name: String
  ) throws(CommandFailure) {
    guard arguments.count % 2 == 1 else { throw CommandFailure(CommandError.arity(name)) }
  }

  private static func save(_ arguments: Arguments, _ context: CommandContext) {
    for index in stride(from: 1, to: arguments.count, by: 2) {
      context.keyspace.save(
        context.key(arguments[index]), value: arguments[index + 1], expiry: .backstop,
        nowMs: context.nowMs)
    }
  }
}
