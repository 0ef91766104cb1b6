import RESP

/// `MULTI` and `DISCARD`
///
/// https://redis.io/docs/latest/commands/multi/
/// https://redis.io/docs/latest/commands/discard/
enum MultiCommands {
  static let pages = [
    page("multi", since: "1.2.0", "Begins a transaction: what follows waits for EXEC.") {
      (context, _) throws(CommandFailure) in
      guard context.session.transaction == nil else {
        throw CommandFailure("ERR MULTI calls can not be nested")
      }
      context.session.transaction = Transaction()
      context.reply.ok()
      return .done
    },
    page("discard", since: "2.0.0", "Forgets a transaction.") {
      (context, _) throws(CommandFailure) in
      guard context.session.transaction != nil else {
        throw CommandFailure("ERR DISCARD without MULTI")
      }
      context.endTransaction()
      context.reply.ok()
      return .done
    },
  ]

  private static func page(
    _ name: String, since: String, _ summary: String, _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: 1, flags: [.noscript, .loading, .stale, .fast, .allowBusy, .immediate],
      categories: ["transaction"],
      documentation: CommandDocumentation(
        summary, since: since, group: "transactions",
        complexity: "O(N) where N is the number of queued commands"),
      run: run)
  }
}
