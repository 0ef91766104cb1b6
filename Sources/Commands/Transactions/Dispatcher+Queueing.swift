import RESP

/// What becomes of requests between MULTI and EXEC.
extension Dispatcher {
  /// Keeps the request for EXEC, or refuses it and with it the transaction.
  func queue(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ context: CommandContext
  ) -> Outcome {
    do throws(CommandFailure) {
      try check(command.pointee, arguments, context)
      context.session.transaction?.append(arguments)
      context.reply.simple("QUEUED")
      return .done
    } catch {
      return refuse(command, error.text, context)
    }
  }

  /// An error before a request could be queued, already replied.
  func failTransaction(_ context: CommandContext) -> Outcome {
    context.session.failTransaction()
    return .done
  }

  /// Refuses what cannot run in one turn, and what could never be saved.
  private func check(
    _ command: Command, _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) {
    guard !command.flags.contains(.noMulti) else {
      throw CommandFailure("ERR Command not allowed inside a transaction")
    }
    if command.flags.contains(.denyoom) {
      _ = try checkLengths(command.keys, arguments, context)
    }
  }
}
