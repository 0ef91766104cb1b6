import Keyspace
import RESP

/// `KEYS pattern`
///
/// Every key of the database that matches. The walk gives way to other clients every few thousand
/// keys; what was found is checked again before it is listed.
/// https://redis.io/docs/latest/commands/keys/
enum KeysCommand {
  static let page = Command(
    "keys", arity: 2, flags: [.readonly, .wholeKeyspace, .noMulti],
    categories: ["keyspace", "dangerous"],
    tips: ["request_policy:all_shards", "nondeterministic_output_order"],
    documentation: CommandDocumentation(
      "Lists the keys that match a pattern.", since: "1.0.0", group: "generic",
      complexity: "O(N) where N is the number of keys in all databases", syntax: "pattern"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    var walk = context.session.takeWalk()
    let page = KeyPage(context, from: walk.cursor, limit: KeyPage.slotsPerTurn(context))
    guard page.isComplete else {
      context.session.walk = walk
      return .wait(.listing(rows: page.rows))
    }
    for key in page.keys where Glob.matches(pattern: arguments[1], key.bytes) {
      walk.append(key.bytes, deadlineMs: key.deadlineMs)
    }
    guard let next = page.next else {
      list(walk, context)
      return .done
    }
    walk.cursor = next
    context.session.walk = walk
    return .wait(.turn)
  }

  private static func list(_ walk: KeyWalk, _ context: CommandContext) {
    var isListed: [Bool] = []
    walk.visit { isListed.append(isAlive($0, $1, context)) }
    context.reply.array(isListed.count(where: { $0 }))
    var index = 0
    walk.visit { key, _ in
      if isListed[index] { context.reply.bulk(key) }
      index += 1
    }
  }

  /// Whether a found key still exists. The deadline of one that is cold now cannot have moved since
  /// it was found cold; if it was hot then, the deadline of then is the best there is.
  private static func isAlive(
    _ bytes: UnsafeRawBufferPointer, _ deadlineMs: Int64, _ context: CommandContext
  ) -> Bool {
    let key = context.key(bytes)
    switch context.keyspace.residency(of: key) {
    case .hot: return context.find(key) != nil
    case .cold: return deadlineMs > context.nowMs
    case .absent, .unknown: return false
    }
  }
}
