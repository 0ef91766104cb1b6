import Bytes
import Keyspace
import RESP

/// `DELIFEQ key value` (Valkey 9.0) and `DELEX key [IFEQ value | IFNE value]` (Redis 8.4)
///
/// 1 when the key was removed, else 0: how a lock or a token is given back by its holder only.
/// https://valkey.io/commands/delifeq/
/// https://redis.io/docs/latest/commands/delex/
enum DelIfCommands {
  static let pages = [
    Command(
      "delifeq", arity: 3, flags: [.write], keys: .one, keyRules: ["RM access delete"],
      events: .removal, categories: ["string"],
      documentation: documentation(since: "9.0.0", syntax: "key value")
    ) { context, arguments in
      let key = context.key(arguments[1])
      let value = context.find(key)?.value
      remove(key, if: value?.elementsEqual(arguments[2]) == true, context)
      return .done
    },
    Command(
      "delex", arity: -2, flags: [.write, .fast], keys: .one, keyRules: ["RW access delete"],
      keyUse: keyUse, events: .removal, categories: ["string"],
      documentation: documentation(since: "8.4.0", syntax: "key [IFEQ value|IFNE value]"),
      run: delEx),
  ]

  private static let comparingUse: [KeyRule] = ["RW access delete"]
  private static let blindUse: [KeyRule] = ["RM delete"]

  /// Whether the value was as guessed tells the value, so a condition needs the right to read.
  private static func keyUse(_ arguments: Arguments) -> [KeyRule] {
    arguments.count > 2 ? comparingUse : blindUse
  }

  private static func documentation(since: String, syntax: String) -> CommandDocumentation {
    CommandDocumentation(
      "Removes a key if its value is as expected.", since: since, group: "string",
      complexity: "O(1)", syntax: syntax)
  }

  private static func delEx(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let key = context.key(arguments[1])
    guard arguments.count > 2 else {
      remove(key, if: true, context)
      return .done
    }
    guard arguments.count == 4 else { throw CommandFailure(CommandError.arity("delex")) }
    // An absent key is answered before the condition is looked at, as in Redis.
    guard let entry = context.find(key) else {
      context.reply.integer(0)
      return .done
    }
    let isEqual = entry.value.elementsEqual(arguments[3])
    if arguments[2].equalsIgnoringCase("ifeq") {
      remove(key, if: isEqual, context)
    } else if arguments[2].equalsIgnoringCase("ifne") {
      remove(key, if: !isEqual, context)
    } else {
      throw CommandFailure("ERR Invalid condition. Use IFEQ or IFNE")
    }
    return .done
  }

  private static func remove(_ key: Key, if isWanted: Bool, _ context: CommandContext) {
    let isRemoved = isWanted && context.keyspace.remove(key, nowMs: context.nowMs)
    context.reply.integer(isRemoved ? 1 : 0)
  }
}
