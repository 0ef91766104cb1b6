import AccessControl
import RESP

/// `AUTH [username] password`
///
/// https://redis.io/docs/latest/commands/auth/
enum AuthCommand {
  static let page = Command(
    "auth", arity: -2, flags: [.noscript, .loading, .stale, .fast, .noAuth, .allowBusy],
    categories: ["connection"],
    documentation: CommandDocumentation(
      "Tells the server who the client is.", since: "1.0.0", group: "connection",
      complexity: "O(1)", syntax: "[username] password"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    switch arguments.count {
    case 2:
      guard !context.services.users.defaultUser.rules.needsNoPassword else { throw noPassword }
      try authenticate(user: nil, arguments[1], arguments, context)
    case 3: try authenticate(user: arguments[1], arguments[2], arguments, context)
    default: throw .syntax
    }
    context.reply.ok()
    return .done
  }

  /// Lets the client in as a user, or throws.
  ///
  /// - Parameter user: A name; nil for the default user.
  static func authenticate(
    user name: UnsafeRawBufferPointer?, _ password: UnsafeRawBufferPointer,
    _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) {
    let users = context.services.users
    let name = name.map { Array($0) } ?? users.defaultUser.name
    let user = name.withUnsafeBytes { users.authenticate($0, password: password) }
    // Only within one EXEC: after any other request the next one waits by itself. Whether this password is
    // the right one is not told then; where every password is, there is nothing to guess.
    let isHeld = context.session.failedLogins.mustWait(nowMs: context.nowMs)
    if isHeld, let user, !user.rules.needsNoPassword { throw tooManyFailures }
    guard let user else {
      if isHeld { throw tooManyFailures }
      context.noteRefused(.auth, object: arguments[0], userName: name)
      // Where no user has a password there is nothing to guess.
      if users.hasPasswords {
        context.session.failedLogins.note(nowMs: context.nowMs)
        context.services.peers.loginFailed(context.session)
      }
      throw CommandFailure("WRONGPASS invalid username-password pair or user is disabled.")
    }
    context.session.logIn(as: user)
    context.services.peers.authenticationChanged(context.session)
  }

  private static let tooManyFailures = CommandFailure(
    "ERR too many failed attempts to log in, try again in a moment")

  private static let noPassword = CommandFailure(
    "ERR AUTH <password> called without any password configured for the default user. "
      + "Are you sure your configuration is correct?")
}
