import AccessControl
import RESP

/// `RESET`
///
/// The connection as it was when it was accepted; the names of its library stay.
/// https://redis.io/docs/latest/commands/reset/
enum ResetCommand {
  static let page = Command(
    "reset", arity: 1,
    flags: [
      .noscript, .loading, .stale, .fast, .noAuth, .allowBusy, .allowedWhileSubscribed, .immediate,
    ],
    categories: ["connection"],
    documentation: CommandDocumentation(
      "Brings the connection back to where it began.", since: "6.2.0", group: "connection",
      complexity: "O(1)"),
    run: run)

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    context.services.peers.withdraw(context.session)
    var fresh = Session(id: context.session.id, user: context.services.users.defaultUser)
    fresh.libraryName = context.session.libraryName
    fresh.libraryVersion = context.session.libraryVersion
    // Or it would be a way to guess passwords without waiting.
    fresh.failedLogins = context.session.failedLogins
    // A reply that was to be skipped is this one.
    fresh.replyMode = context.session.replyMode.intersection(.skipsThis)
    context.session = fresh
    context.services.peers.authenticationChanged(fresh)
    context.reply.version = .resp2
    context.reply.simple("RESET")
    return .done
  }
}
