import RESP

/// What becomes of requests between MULTI and EXEC.
extension Dispatcher {
  /// Keeps the request for EXEC, or refuses it and with it the transaction.
  func queue(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ context: CommandContext
  ) -> Outcome {
    do throws(CommandFailure) {
      try check(command.pointee, arguments, context)
      try requirePlace(for: arguments, context)
      context.session.transaction?.append(arguments)
      context.reply.simple("QUEUED")
      return .done
    } catch {
      return refuse(command, error.text, context)
    }
  }

  /// Answers a request that is neither run nor queued with an error, and lets the transaction fail
  /// that it would have been part of. An EXEC that is refused discards its transaction at once.
  @inline(never)
  func refuse(
    _ command: UnsafePointer<Command>?, _ text: String, _ context: CommandContext
  ) -> Outcome {
    let endsTransaction = command?.pointee.flags.contains(.endsTransaction) == true
    let reply = endsTransaction ? CommandError.discarded(because: text) : text
    if endsTransaction { context.endTransaction() } else { context.session.failTransaction() }
    context.reply.error(reply)
    if let command {
      context.noteRejection(command, reply)
    } else {
      context.instruments.noteError(reply)
    }
    return .done
  }

  /// Refuses a request for which the client may keep no more memory. The transaction fails with it,
  /// which frees the queue, so that the client can stay.
  private func requirePlace(
    for arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) {
    let growth = context.session.transaction?.growth(by: arguments) ?? 0
    guard growth == 0 || growth <= context.services.keptBytesLeft else {
      throw CommandFailure("\(CommandError.queueTooLarge)")
    }
  }

  /// Refuses what cannot run in one turn, and what could never be saved.
  private func check(
    _ command: Command, _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) {
    guard !command.flags.contains(.noMulti) else {
      throw CommandFailure("\(CommandError.notInTransaction)")
    }
    if command.flags.contains(.denyoom) {
      _ = try checkLengths(command.keys, arguments, context)
    }
  }
}
