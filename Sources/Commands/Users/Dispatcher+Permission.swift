import AccessControl
import RESP

extension Command {
  /// What Redis refuses to those who monitor: keys, scripts and messages.
  fileprivate var isForbiddenToMonitors: Bool {
    !flags.isDisjoint(with: [.readonly, .write]) || channels == .sends
  }
}

/// Checks for clients that are not logged in or may not do everything.
extension Dispatcher {
  /// Why the client may not run the request now; nil when it may.
  func refusal(
    of command: UnsafePointer<Command>, _ arguments: Arguments, _ context: CommandContext
  ) -> String? {
    let flags = command.pointee.flags
    let isKnown = context.session.isAuthenticated || flags.contains(.noAuth)
    guard isKnown || !context.services.users.requiresAuthentication else {
      return "NOAUTH Authentication required."
    }
    if context.session.transaction != nil && flags.contains(.noMulti) {
      return "\(CommandError.notInTransaction)"
    }
    guard let denial = context.denial(command, arguments) else {
      return context.session.isMonitoring && command.pointee.isForbiddenToMonitors
        ? "ERR Replica can't interact with the keyspace" : nil
    }
    context.note(denial, command, arguments)
    return "NOPERM \(denial.text(command, context.session.user))"
  }
}
