import Keyspace
import RESP

/// Settles everything that a transaction's commands may wait for before the first of them runs, so
/// that they run in one turn and their changes share one frame of the crash journal. What could never be
/// settled is refused, with nothing done.
struct TransactionPreparation {
  let transaction: Transaction
  let context: CommandContext

  /// Work of one turn that nobody else can interrupt: about so many brief commands.
  private static let largestWork = 40_960

  /// What to wait for; nil when the commands can run.
  func demand() throws(CommandFailure) -> Demand? {
    var needs = Needs()
    transaction.visit { arguments in
      guard let command = context.table.lookUp(arguments) else { return }
      needs.note(command.pointee, arguments, context)
    }
    if needs.flags.contains(.write), let refusal = context.services.writeRefusal {
      throw CommandFailure(CommandError.discarded(because: refusal))
    }
    guard needs.work <= TransactionPreparation.largestWork else {
      throw .discarded(CommandError.tooMuchWork)
    }
    if needs.flags.contains(.wholeKeyspace) && !context.keyspace.isIndexComplete {
      return .completeIndex
    }
    // Room first: making it may send keys to disk that were in memory.
    if let demand = try room(for: needs.bytes, 0) { return demand }
    if needs.flags.contains(.counts), let demand = context.removeExpired() { return demand }
    return try demand(of: uses(needs))
  }

  private struct Needs {
    var flags: CommandFlags = []
    /// Bytes that the commands may add.
    var bytes = 0
    /// Keys that they may name.
    var argumentCount = 0
    var work = 0
    /// Whether some change other databases than the one that is chosen now.
    var mixesDatabases = false

    /// Slots of the index that a walk passes in the time of a brief command.
    private static let slotsPerWork = 8

    mutating func note(_ command: Command, _ arguments: Arguments, _ context: CommandContext) {
      flags.formUnion(command.flags)
      argumentCount += arguments.count
      work += command.work(arguments)
      if let stretch = command.walk?(arguments, context) {
        work += min(stretch.limit, context.keyspace.count) / Needs.slotsPerWork
      }
      if command.flags.contains(.pubsub) && arguments.count == 3 {
        work += context.services.peers.subscriptions.work(
          channel: arguments[1], messageBytes: arguments[2].count)
      }
      if command.foreignKey != nil || command.databaseChange != nil { mixesDatabases = true }
      guard command.flags.contains(.denyoom) else { return }
      for index in 1..<arguments.count { bytes += arguments[index].count + 64 }
    }
  }

  /// - Parameters:
  ///   - savedBytes: Keys and values. A quarter of `maxmemory` always fits, if not now then after a
  ///     commit; more might wait for ever.
  ///   - recordBytes: Records in the journal beside those.
  private func room(
    for savedBytes: Int, _ recordBytes: Int
  ) throws(CommandFailure) -> Demand? {
    let journalBytes = savedBytes + recordBytes
    if !context.keyspace.hasJournalRoom(forRemoving: journalBytes) {
      guard journalBytes <= context.keyspace.journalRoom.largestBytes else {
        throw .discarded(CommandError.outOfJournal)
      }
      return .room
    }
    guard savedBytes > 0 else { return nil }
    let isAbsurd = savedBytes > context.keyspace.memoryLimit / 4
    switch isAbsurd ? .outOfMemory : context.keyspace.admit(bytes: savedBytes) {
    case .admitted: return nil
    case .mustWait: return .room
    case .outOfMemory: throw .discarded(CommandError.outOfMemory)
    case .outOfDisk: throw .discarded(CommandError.outOfDisk)
    case .outOfJournal: throw .discarded(CommandError.outOfJournal)
    }
  }

  // MARK: Keys

  /// What the commands will look at, and what that takes.
  private struct Uses {
    var cold = ColdKeys(needsValues: true)
    var coldKeys = ColdKeys(needsValues: false)
    var walks = TransactionWalks()
    var cost = TransactionCost()
  }

  private func uses(_ needs: Needs) -> Uses {
    var uses = Uses()
    uses.walks.slackSlots = needs.argumentCount
    context.visitWatchedKeys { uses.coldKeys.note($0, context) }
    // The keys of a command lie in the database that earlier commands of the queue choose.
    let choice = DatabaseChoice(context)
    defer { choice.restore(context) }
    transaction.visit { arguments in note(arguments, needs, in: &uses) }
    return uses
  }

  private func note(_ arguments: Arguments, _ needs: Needs, in uses: inout Uses) {
    // What is refused looks at nothing.
    guard let command = context.table.lookUp(arguments),
      context.denial(command, arguments) == nil
    else { return }
    if command.pointee.databaseChange == .swap {
      uses.coldKeys.note(SwapDbCommand.watchedKeys(arguments, context))
    }
    DatabaseChoice.follow(command.pointee, arguments, context)
    uses.cost.note(command.pointee, arguments, context)
    if context.keyspace.mayHaveColdKeys { noteCold(command.pointee, arguments, in: &uses) }
    if let stretch = command.pointee.walk?(arguments, context) {
      uses.walks.note(
        stretch, isFlush: command.pointee.flags.contains(.write),
        isAlone: !needs.mixesDatabases, context)
    }
  }

  private func noteCold(_ command: Command, _ arguments: Arguments, in uses: inout Uses) {
    let needsValues = command.needsValues(arguments)
    for index in command.keys.indexes(in: arguments) {
      let key = context.key(arguments[index])
      if needsValues { uses.cold.note(key, context) } else { uses.coldKeys.note(key, context) }
    }
    // COPY and MOVE look at the entry in the other database as at one of their own.
    if let key = command.foreignKey?(arguments, context) { uses.cold.note(key, context) }
  }

  private func demand(of uses: Uses) throws(CommandFailure) -> Demand? {
    if let demand = uses.coldKeys.demand ?? uses.cold.demand { return demand }
    if let demand = try uses.walks.demand(context) { return demand }
    guard uses.cost.replyBytes <= context.services.replyLimitBytes else {
      throw .discarded(CommandError.replyTooLarge)
    }
    let flushed = uses.walks.recordBytes(context)
    guard flushed <= context.keyspace.memoryLimit / 8 else {
      throw .discarded(CommandError.tooManyKeys)
    }
    let demoted = context.keyspace.counters.demoted
    if let demand = try room(for: uses.cost.savedBytes, uses.cost.recordBytes + flushed) {
      return demand
    }
    // What made room may be what the commands are about to look at.
    return context.keyspace.counters.demoted == demoted ? nil : .turn
  }
}

extension CommandFailure {
  fileprivate static func discarded(_ cause: StaticString) -> CommandFailure {
    CommandFailure(CommandError.discarded(because: "\(cause)"))
  }
}

extension Command {
  /// How long a request takes at most, in the time of a brief command.
  func work(_ arguments: Arguments) -> Int {
    var bytes = 0
    for index in 0..<arguments.count { bytes += arguments[index].count }
    let own = flags.contains(.heavy) ? Command.heavyWork : isBrief ? 0 : Command.longWork
    return 1 + arguments.count / 4 + bytes / 4096 + own
  }

  private static let longWork = 20
  private static let heavyWork = 5_000
}
