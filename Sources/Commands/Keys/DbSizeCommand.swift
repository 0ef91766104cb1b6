import Keyspace
import RESP

/// `DBSIZE`
///
/// How many keys the client's database has. Expired ones are removed first, in memory and on disk.
/// https://redis.io/docs/latest/commands/dbsize/
enum DbSizeCommand {
  static let page = Command(
    "dbsize", arity: 1, flags: [.readonly, .fast, .wholeKeyspace, .counts],
    categories: ["keyspace"],
    tips: ["request_policy:all_shards", "response_policy:agg_sum"],
    documentation: CommandDocumentation(
      "Counts the keys of the database.", since: "1.0.0", group: "server", complexity: "O(1)"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    if let demand = context.removeExpired() { return .wait(demand) }
    context.reply.integer(Int64(context.keyspace.count(number: context.session.database)))
    return .done
  }
}

extension CommandContext {
  /// Removes every expired entry, so that counts are true. Answers what to wait for when the store has
  /// to be swept first, or when there are more than one turn bears.
  func removeExpired() -> Demand? {
    guard isMet || keyspace.coldKeyCount == 0 else { return .sweep }
    let budget = isPrepared ? Int.max : CommandContext.expiriesPerTurn
    return keyspace.expireDue(nowMs: nowMs, budget: budget) ? nil : .turn
  }

  private static let expiriesPerTurn = 10_000
}
