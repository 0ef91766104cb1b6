import Keyspace

/// The walks over keys in a transaction: which rows on disk must be listed before it runs.
///
/// Once they are, a walk sees what it should whatever the commands before it do: a key that one of
/// them saves, moves or removes is in memory or gone when the walk comes by.
struct TransactionWalks {
  /// Keys that the commands before a walk may take out of its stretch, so that more come into it.
  var slackSlots = 0
  private var stretches: [KeyStretch] = []
  /// Databases whose keys are removed one by one.
  private(set) var flushed: [UInt8] = []

  /// The share of `maxmemory` that a listing may take.
  private static let share = 8
  /// Rows to be listed at a time, so that reads of other clients can go between; never so few that
  /// the request is given up for having waited too often.
  private static func rowsPerRound(_ context: CommandContext) -> Int {
    max(20_000, context.keyspace.coldKeyCount / 16)
  }

  /// - Parameter isAlone: Whether the commands of the transaction all stay in one database.
  mutating func note(
    _ stretch: KeyStretch, isFlush: Bool, isAlone: Bool, _ context: CommandContext
  ) {
    // Where no other database has keys, a flush removes everything and need know nothing.
    let own = context.keyspace.count(database: context.ownDatabase)
    if isFlush && isAlone && own == context.keyspace.count { return }
    if isFlush { flushed.append(context.ownDatabase) }
    stretches.append(
      KeyStretch(cursor: stretch.cursor, limit: stretch.limit.addingClamped(slackSlots)))
  }

  /// The listing to wait for; nil when there is nothing that it lacks.
  func demand(_ context: CommandContext) throws(CommandFailure) -> Demand? {
    let whole = stretches.first { $0.limit == .max && $0.cursor == 0 }
    let listedBytes = context.listing?.byteCount ?? 0
    let limitBytes = context.keyspace.memoryLimit / TransactionWalks.share
    let isHopeless =
      whole != nil && context.keyspace.coldKeyCount * KeyListing.bytesPerKey > limitBytes
    guard listedBytes <= limitBytes, !isHopeless else {
      throw CommandFailure(CommandError.discarded(because: "\(CommandError.tooManyKeys)"))
    }
    var missing: [UInt64] = []
    for stretch in whole.map({ [$0] }) ?? stretches { note(stretch, context, in: &missing) }
    return missing.isEmpty ? nil : .furtherListing(rows: missing)
  }

  private func note(
    _ stretch: KeyStretch, _ context: CommandContext, in missing: inout [UInt64]
  ) {
    let limit = TransactionWalks.rowsPerRound(context)
    context.keyspace.scanCold(from: stretch.cursor, limit: stretch.limit) { row in
      if case .unlisted = context.listing?.lookUp(row) ?? .unlisted { missing.append(row) }
      return missing.count < limit
    }
  }

  /// Bytes that the flushes add to the journal. Everything must have been listed.
  func recordBytes(_ context: CommandContext) -> Int {
    flushed.reduce(0) { $0 + FlushCommands.recordBytes(ofDatabase: $1, context) }
  }
}

extension Int {
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflowed) = addingReportingOverflow(other)
    return overflowed ? .max : sum
  }
}
