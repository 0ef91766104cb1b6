import Keyspace
import RESP

/// `EXEC`
///
/// Runs the queued commands in one turn: no other client in between, and after a crash all of their
/// changes or none. An error of one of them is its reply only. A watched key that has changed makes
/// the reply null and nothing run.
/// https://redis.io/docs/latest/commands/exec/
enum ExecCommand {
  static let page = Command(
    "exec", arity: 1,
    flags: [
      .noscript, .loading, .stale, .skipSlowlog, .immediate, .mayReplicate, .endsTransaction,
    ],
    categories: ["transaction"],
    documentation: CommandDocumentation(
      "Runs the queued commands of a transaction.", since: "1.2.0", group: "transactions",
      complexity: "Depends on the commands of the transaction"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard let transaction = context.session.transaction else {
      throw CommandFailure("ERR EXEC without MULTI")
    }
    do throws(CommandFailure) {
      if let demand = try demand(transaction, context) { return .wait(demand) }
    } catch {
      context.endTransaction()
      throw error
    }
    let isConflict = hasConflict(context)
    context.endTransaction()
    guard !isConflict else {
      context.reply.nullArray()
      return .done
    }
    return execute(transaction, &context)
  }

  private static func demand(
    _ transaction: Transaction, _ context: CommandContext
  ) throws(CommandFailure) -> Demand? {
    guard !transaction.hasFailed else {
      throw CommandFailure("EXECABORT Transaction discarded because of previous errors.")
    }
    guard !context.services.peers.watches.isDoomed(context.session.id) else { return nil }
    return try TransactionPreparation(transaction: transaction, context: context).demand()
  }

  /// Whether a watched key has changed, or is gone because its deadline came.
  private static func hasConflict(_ context: CommandContext) -> Bool {
    if context.services.peers.watches.isDoomed(context.session.id) { return true }
    var isLost = false
    context.visitWatchedKeys { if context.find($0) == nil { isLost = true } }
    return isLost
  }

  private static let replyDropped: StaticString = "OOM the reply does not fit"

  private static func execute(
    _ transaction: Transaction, _ context: inout CommandContext
  ) -> Outcome {
    var outcome = Outcome.done
    context.isPrepared = true
    if !context.session.replyMode.isSilent { context.reply.array(transaction.count) }
    // All commands run, and each has its reply: one that does not fit is an error, for which there is room.
    // A quarter is left for the rest of what the client holds.
    let limit = context.reply.limit
    let errorBytes = min(transaction.count * (replyDropped.utf8CodeUnitCount + 3), limit / 4)
    transaction.visit { arguments in
      let mark = context.reply.mark
      context.reply.limit = limit - limit / 4 - errorBytes
      context.reply.beginPart()
      if case .close = run(arguments, &context) { outcome = .close }
      // CLIENT REPLY may be one of the commands, and holds from there on.
      if context.session.replyMode.isSilent { context.reply.truncate(to: mark) }
      context.reply.limit = limit
      if context.reply.hasOverflowed || context.reply.count > limit - limit / 4 - errorBytes {
        context.reply.truncate(to: mark)
        context.reply.endPart()
        context.reply.error(replyDropped)
      }
    }
    if !context.session.replyMode.isEmpty { context.session.replyMode.insert(.isSettled) }
    return outcome
  }

  private static func run(_ arguments: Arguments, _ context: inout CommandContext) -> Outcome {
    guard let command = context.table.lookUp(arguments) else {
      preconditionFailure("a command that does not exist was queued")
    }
    do throws(CommandFailure) {
      try context.requirePermissionStill(command, arguments)
      try requireInMemory(command.pointee, arguments, context)
      let outcome = try context.measure(command, arguments)
      context.services.peers.commandRan(command, arguments, context.session)
      if outcome.isFinal { return outcome }
      // Whatever waits has changed nothing.
      context.session.walk = nil
      context.session.progress = nil
      throw CommandFailure("\(CommandError.notInTransaction)")
    } catch {
      context.reply.error(error.text)
      return .done
    }
  }

  /// Keys of a database that the preparation could not foresee, because a command of the transaction
  /// took away the right to choose another one.
  private static func requireInMemory(
    _ command: Command, _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) {
    guard context.keyspace.mayHaveColdKeys, !command.keys.isEmpty else { return }
    let indexes = command.keys.indexes(in: arguments)
    let needsValues = command.needsValues(arguments)
    guard
      context.demand(
        for: indexes.lazy.map { context.key(arguments[$0]) }, needsValues: needsValues) == nil
    else {
      throw CommandFailure("\(CommandError.notInTransaction)")
    }
  }
}
