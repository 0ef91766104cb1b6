import Bytes
import Keyspace
import RESP

/// `KEYS pattern`
///
/// Every key of the database that matches. The walk gives way to other clients every few thousand
/// keys, and so does the list of what it found: like SCAN it may name a key that was there when the walk
/// passed and has been deleted since. More than a reply may hold is an error: SCAN answers as many a page
/// at a time.
/// https://redis.io/docs/latest/commands/keys/
enum KeysCommand {
  static let page = Command(
    "keys", arity: 2, flags: [.readonly, .wholeKeyspace],
    categories: ["keyspace", "dangerous"],
    tips: ["request_policy:all_shards", "nondeterministic_output_order"],
    documentation: CommandDocumentation(
      "Lists the keys that match a pattern.", since: "1.0.0", group: "generic",
      complexity: "O(N) where N is the number of keys in all databases", syntax: "pattern"),
    walk: { _, _ in .everything }, run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    try context.checkLength(ofPattern: arguments[1])
    if context.isPrepared { return listAtOnce(context, arguments[1]) }
    var walk = context.takeWalk()
    if walk.listedCount != nil { return list(walk, context) }
    let page = KeyPage(
      context, in: walk.database, from: walk.cursor, limit: KeyPage.slotsPerTurn(context))
    guard page.isComplete else {
      context.session.walk = walk
      return .wait(.listing(rows: page.rows))
    }
    for key in page.keys where Glob.matches(pattern: arguments[1], key.bytes) {
      walk.append(key.bytes)
    }
    guard walk.byteCount <= context.services.replyLimitBytes / 2 else { throw .replyTooLarge }
    guard let next = page.next else {
      walk.beginListing()
      context.reply.array(walk.foundCount)
      return list(walk, context)
    }
    walk.cursor = next
    context.session.walk = walk
    return .wait(.turn)
  }

  /// Between MULTI and EXEC nobody else can go first. The keys are counted before they are listed, so
  /// that nothing need remember them.
  private static func listAtOnce(
    _ context: CommandContext, _ pattern: UnsafeRawBufferPointer
  ) -> Outcome {
    var count = 0
    let isComplete = KeyPage.visitAll(context, in: context.ownDatabase) { page in
      count += page.keys.count { Glob.matches(pattern: pattern, $0.bytes) }
    }
    guard isComplete else { return .wait(.turn) }
    context.reply.array(count)
    _ = KeyPage.visitAll(context, in: context.ownDatabase) { page in
      for key in page.keys where Glob.matches(pattern: pattern, key.bytes) {
        context.reply.bulk(key.bytes)
      }
    }
    return .done
  }

  private static let keysPerTurn = 10_000
  private static let replyBytesPerTurn = 256 * 1024

  private static func list(_ walk: consuming KeyWalk, _ context: CommandContext) -> Outcome {
    let hasMore = walk.list(limit: keysPerTurn) { key in
      context.reply.bulk(key)
      return context.reply.count < replyBytesPerTurn
    }
    guard hasMore else { return .done }
    context.session.walk = walk
    return .more
  }
}
