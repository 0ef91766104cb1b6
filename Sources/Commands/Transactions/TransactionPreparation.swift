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
      needs.note(command.pointee, arguments)
    }
    if needs.flags.contains(.write), let refusal = context.services.writeRefusal {
      throw CommandFailure(CommandError.discarded(because: refusal))
    }
    if needs.flags.contains(.wholeKeyspace) && !context.keyspace.isIndexComplete {
      return .completeIndex
    }
    // Room first: making it may send keys to disk that were in memory.
    if let demand = try room(for: needs.bytes) { return demand }
    if needs.flags.contains(.counts) && !context.isMet && context.keyspace.coldKeyCount > 0 {
      return .sweep
    }
    guard context.keyspace.mayHaveColdKeys || needs.walks else { return nil }
    return try demand(of: uses(needs), needs)
  }

  private struct Needs {
    var flags: CommandFlags = []
    /// Bytes that the commands may add.
    var bytes = 0
    /// Keys that they may name.
    var argumentCount = 0
    /// Whether some walk over keys.
    var walks = false
    /// Whether some change other databases than the one that is chosen now.
    var mixesDatabases = false

    mutating func note(_ command: Command, _ arguments: Arguments) {
      flags.formUnion(command.flags)
      argumentCount += arguments.count
      if command.walk != nil { walks = true }
      if command.foreignKey != nil || DatabaseChoice.isOne(command) { mixesDatabases = true }
      guard command.flags.contains(.denyoom) else { return }
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
    case .mustWait, .outOfMemory: throw .discarded(CommandError.outOfMemory)
    case .outOfDisk: throw .discarded(CommandError.outOfDisk)
    }
  }

  /// Nothing waits for the store, so no commit will make room.
  private var isWaitingInVain: Bool {
    context.keyspace.unpersistedBytes == 0 && context.keyspace.changes.count == 0
  }

  // MARK: Keys

  /// What the commands will look at.
  private struct Uses {
    var cold = ColdKeys()
    var walks = TransactionWalks()
  }

  private func uses(_ needs: Needs) -> Uses {
    var uses = Uses()
    uses.walks.slackSlots = needs.argumentCount
    context.visitWatchedKeys { uses.cold.note($0, context) }
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
    if command.pointee.name == "swapdb" {
      uses.cold.note(SwapDbCommand.watchedKeys(arguments, context))
    }
    DatabaseChoice.follow(command.pointee, arguments, context)
    for index in command.pointee.keys.indexes(in: arguments) {
      uses.cold.note(context.key(arguments[index]), context)
    }
    if let key = command.pointee.foreignKey?(arguments, context) { uses.cold.note(key, context) }
    if let stretch = command.pointee.walk?(arguments, context) {
      uses.walks.note(
        stretch, isFlush: command.pointee.flags.contains(.write),
        isAlone: !needs.mixesDatabases, context)
    }
  }

  private func demand(of uses: Uses, _ needs: Needs) throws(CommandFailure) -> Demand? {
    if let demand = uses.cold.demand { return demand }
    if let demand = try uses.walks.demand(context) { return demand }
    return try journalRoom(for: uses.walks.recordBytes(context) + needs.bytes, uses)
  }

  /// The records of a flush share one frame with everything else.
  private func journalRoom(for bytes: Int, _ uses: Uses) throws(CommandFailure) -> Demand? {
    guard !uses.walks.flushed.isEmpty else { return nil }
    guard bytes <= context.keyspace.memoryLimit / 8 else {
      throw .discarded(CommandError.tooManyKeys)
    }
    let isRecording = context.keyspace.changes.isRecording
    let fits = context.keyspace.changes.count + bytes <= context.keyspace.changeLimitBytes
    if fits || !isRecording { return nil }
    guard !isWaitingInVain else { throw .discarded(CommandError.tooManyKeys) }
    return .room
  }
}

extension CommandFailure {
  fileprivate static func discarded(_ cause: StaticString) -> CommandFailure {
    CommandFailure(CommandError.discarded(because: "\(cause)"))
  }
}
