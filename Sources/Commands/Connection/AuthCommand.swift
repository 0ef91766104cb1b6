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
      guard context.services.requiresPassword else { throw noPassword }
      try authenticate(user: nil, arguments[1], context)
    case 3: try authenticate(user: arguments[1], arguments[2], context)
    default: throw .syntax
    }
    context.reply.ok()
    return .done
  }

  /// Lets the client in, or throws. Without a password to check anybody is the default user.
  static func authenticate(
    user: UnsafeRawBufferPointer?, _ password: UnsafeRawBufferPointer, _ context: CommandContext
  ) throws(CommandFailure) {
    let isDefault = user?.equals("default") ?? true
    guard isDefault, !context.services.requiresPassword || context.services.isPassword(password)
    else { throw CommandFailure("WRONGPASS invalid username-password pair or user is disabled.") }
    context.session.isAuthenticated = true
  }

  private static let noPassword = CommandFailure(
    "ERR AUTH <password> called without any password configured for the default user. "
      + "Are you sure your configuration is correct?")
}
