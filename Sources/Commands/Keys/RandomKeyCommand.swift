import Keyspace
import RESP

/// `RANDOMKEY`
///
/// Some key of the database, or null when it has none: a random one of those around a random point
/// of the hash space.
/// https://redis.io/docs/latest/commands/randomkey/
enum RandomKeyCommand {
  static let page = Command(
    "randomkey", arity: 1, flags: [.readonly, .wholeKeyspace], categories: ["keyspace"],
    tips: ["request_policy:all_shards", "nondeterministic_output"],
    documentation: CommandDocumentation(
      "Answers a random key.", since: "1.0.0", group: "generic", complexity: "O(1)"),
    walk: { _, _ in .everything }, run: run)

  private static let pageSlots = 32
  private static let pagesPerTurn = 300
  /// Cursors of the keyspace lie below this.
  private static let cursorEnd: UInt64 = 1 << 35

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    guard context.keyspace.count(number: context.session.database) > 0 else {
      context.session.walk = nil
      context.reply.null()
      return .done
    }
    var walk = context.takeWalk(from: .random(in: 0..<cursorEnd))
    for _ in 0..<pagesPerTurn {
      let page = KeyPage(context, in: walk.database, from: walk.cursor, limit: pageSlots)
      guard page.isComplete else {
        context.session.walk = walk
        return .wait(.listing(rows: page.rows))
      }
      let key = page.keys.randomElement()
      if key != nil || !walk.advanceAround(to: page.next) {
        context.reply.bulkOrNull(key?.bytes)
        return .done
      }
    }
    // Few keys among many of other databases: the others may go first.
    context.session.walk = walk
    return .wait(.turn)
  }
}

extension KeyWalk {
  /// Goes on from `next`, or from the beginning of the hash space when it is nil. False at the second
  /// end: by then the walk has been everywhere.
  fileprivate mutating func advanceAround(to next: UInt64?) -> Bool {
    if next == nil {
      guard !hasWrapped else { return false }
      hasWrapped = true
    }
    cursor = next ?? 0
    return true
  }
}
