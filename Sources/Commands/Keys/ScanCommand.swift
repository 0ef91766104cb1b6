import Keyspace
import RESP

/// `SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]`
///
/// A cursor is a point in the hash space, so a key that exists throughout a walk from 0 to 0 is
/// returned whatever happens around it, and no key comes twice.
/// https://redis.io/docs/latest/commands/scan/
enum ScanCommand {
  static let page = Command(
    "scan", arity: -2, flags: [.readonly, .wholeKeyspace], categories: ["keyspace"],
    tips: ["nondeterministic_output", "request_policy:special"],
    documentation: CommandDocumentation(
      "Walks the keys of the database a page at a time.", since: "2.8.0", group: "generic",
      complexity: "O(1) for a page, O(N) for a walk over N keys",
      syntax: "cursor [MATCH pattern] [COUNT count] [TYPE type]"),
    walk: { arguments, context in
      guard let cursor = try? ScanCursor.parse(arguments[1]),
        let options = try? ScanOptions(arguments, from: 2)
      else { return nil }
      return KeyStretch(cursor: cursor, limit: slots(options.count, context))
    }, run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let cursor = try ScanCursor.parse(arguments[1])
    let options = try ScanOptions(arguments, from: 2)
    if let pattern = options.pattern { try context.checkLength(ofPattern: pattern) }
    let page = page(from: cursor, limit: slots(options.count, context), context)
    guard page.isComplete else { return .wait(.listing(rows: page.rows)) }
    let keys = page.keys.filter { options.matches($0.bytes) }
    context.reply.array(2)
    context.reply.bulk(String(page.next ?? 0))
    context.reply.array(keys.count)
    for key in keys { context.reply.bulk(key.bytes) }
    return .done
  }

  /// A transaction has listed what the page would have held before its first command: what those
  /// behind it need beyond that makes the page shorter.
  private static func page(from cursor: UInt64, limit: Int, _ context: CommandContext) -> KeyPage {
    var limit = limit
    while true {
      let page = KeyPage(context, in: context.ownDatabase, from: cursor, limit: limit)
      if page.isComplete || !context.isPrepared || limit <= 1 { return page }
      limit /= 2
    }
  }

  /// Most keys of one reply; there are clients that ask for this many once and never go on.
  private static let largestPage = 10_000
  /// Most slots that one page looks at, when the databases share the hash space.
  private static let mostSlots = 100_000

  /// Slots to look at for `count` keys of the client's database.
  private static func slots(_ count: Int64, _ context: CommandContext) -> Int {
    let wanted = Int(min(count, Int64(largestPage)))
    let own = max(context.keyspace.count(number: context.session.database), 1)
    let share = Double(context.keyspace.count) / Double(own)
    return max(wanted, min(Int(Double(wanted) * share), mostSlots))
  }
}
