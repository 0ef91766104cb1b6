import Keyspace
import RESP

/// Settles everything that a transaction's commands may wait for before the first of them runs, so
/// that they run in one turn and their changes share one frame of the crash journal.
struct TransactionPreparation {
  let transaction: Transaction
  let context: CommandContext

  /// What to wait for; nil when the commands can run.
  func demand() throws(CommandFailure) -> Demand? {
    var needs = Needs()
    transaction.visit { arguments in
      guard let command = context.table.lookUp(arguments) else { return }
      needs.note(command.pointee.flags, arguments)
    }
    if needs.flags.contains(.write), let refusal = context.services.writeRefusal {
      throw TransactionPreparation.discarded(refusal)
    }
    if needs.flags.contains(.wholeKeyspace) && !context.keyspace.isIndexComplete {
      return .completeIndex
    }
    // Room first: making it may send keys to disk that were in memory.
    if let demand = try room(for: needs.bytes) { return demand }
    if needs.flags.contains(.counts) && !context.isMet && context.keyspace.coldKeyCount > 0 {
      return .sweep
    }
    return coldKeys()
  }

  private struct Needs {
    var flags: CommandFlags = []
    /// Bytes that the commands may add.
    var bytes = 0

    mutating func note(_ flags: CommandFlags, _ arguments: Arguments) {
      self.flags.formUnion(flags)
      guard flags.contains(.denyoom) else { return }
      for index in 1..<arguments.count { bytes += arguments[index].count + 64 }
    }
  }

  /// A quarter of `maxmemory` always fits, if not now then after a commit; more might wait for ever.
  private func room(for bytes: Int) throws(CommandFailure) -> Demand? {
    guard bytes > 0 else { return nil }
    let isAbsurd = bytes > context.keyspace.memoryLimit / 4
    switch isAbsurd ? .outOfMemory : context.keyspace.admit(bytes: bytes) {
    case .admitted: return nil
    case .mustWait where !isWaitingInVain: return .room
    case .mustWait, .outOfMemory:
      throw TransactionPreparation.discarded("\(CommandError.outOfMemory)")
    case .outOfDisk: throw TransactionPreparation.discarded("\(CommandError.outOfDisk)")
    }
  }

  /// Nothing waits for the store, so no commit will make room.
  private var isWaitingInVain: Bool {
    context.keyspace.unpersistedBytes == 0 && context.keyspace.changes.count == 0
  }

  private func coldKeys() -> Demand? {
    guard context.keyspace.mayHaveColdKeys else { return nil }
    var cold = ColdKeys()
    context.visitWatchedKeys { cold.note($0, context) }
    let database = context.session.database
    // The keys of a command lie in the database that an earlier SELECT of the queue chooses.
    defer { context.session.database = database }
    transaction.visit { arguments in note(arguments, in: &cold) }
    return cold.demand
  }

  private func note(_ arguments: Arguments, in cold: inout ColdKeys) {
    guard let command = context.table.lookUp(arguments) else { return }
    if command.pointee.name == "select", let database = try? SelectCommand.database(arguments[1]) {
      context.session.database = database
    }
    for index in command.pointee.keys.indexes(in: arguments) {
      cold.note(context.key(arguments[index]), context)
    }
    if let key = command.pointee.foreignKey?(arguments, context) { cold.note(key, context) }
  }

  private static func discarded(_ cause: String) -> CommandFailure {
    CommandFailure(CommandError.discarded(because: cause))
  }
}
