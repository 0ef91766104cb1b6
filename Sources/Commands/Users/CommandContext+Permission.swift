import AccessControl
import RESP

/// What the client's user may do, and what is written down when it may not.
extension CommandContext {
  /// Why the client may not run the request; nil when it may.
  func denial(_ command: UnsafePointer<Command>, _ arguments: Arguments) -> Denial? {
    guard !session.checkedFlags.isDisjoint(with: command.pointee.flags) else { return nil }
    return session.user.denial(of: CommandRequest(command: command, arguments: arguments))
  }

  /// Writes a refusal into the log that `ACL LOG` shows.
  func noteRefused(
    _ reason: DenialLog.Reason, object: some Sequence<UInt8>, userName: [UInt8],
    _ place: DenialLog.Context? = nil
  ) {
    services.users.log.note(
      reason, place ?? (session.transaction != nil || isPrepared ? .multi : .toplevel),
      object: object,
      userName: userName, clientInfo: clientInfo, nowMs: nowMs)
  }

  func note(
    _ denial: Denial, _ command: UnsafePointer<Command>, _ arguments: Arguments,
    _ place: DenialLog.Context? = nil
  ) {
    let reason = DenialLog.Reason(denial.reason)
    if denial.reason == .command {
      noteRefused(
        reason, object: command.pointee.fullName.utf8, userName: session.user.name, place)
    } else {
      noteRefused(reason, object: arguments[denial.index], userName: session.user.name, place)
    }
  }

  private var clientInfo: String {
    let facts = services.connectionFacts(ofClient: session.id)
    return ClientLine(Peer(session: session, facts: facts, version: reply.version)).text
  }

  /// Refuses a queued request that was allowed when it was queued and is not any more.
  func requirePermissionStill(
    _ command: UnsafePointer<Command>, _ arguments: Arguments
  ) throws(CommandFailure) {
    guard let denial = denial(command, arguments) else { return }
    note(denial, command, arguments, .multi)
    let failure = CommandFailure(
      "NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC "
        + "call. This command is no longer allowed for the following reason: "
        + denial.reason.textInTransaction)
    noteRejection(command, failure.text)
    throw failure
  }

  /// Refuses a script that runs commands which the client's user may not run on these keys.
  func requirePermission(
    forScriptWith commands: [String], keys: [UnsafeRawBufferPointer]
  ) throws(CommandFailure) {
    guard session.checkedFlags.contains(.every) else { return }
    for var name in commands {
      guard let command = name.withUTF8({ table.command(named: UnsafeRawBufferPointer($0)) }) else {
        preconditionFailure("a script uses a command that does not exist")
      }
      let request = ScriptedRequest(command: command, keys: keys)
      guard let denial = session.user.denial(of: request) else { continue }
      let object = denial.reason == .command ? Array(name.utf8) : Array(keys[denial.index])
      noteRefused(
        DenialLog.Reason(denial.reason), object: object, userName: session.user.name, .lua)
      throw CommandFailure(
        "NOPERM ACL failure in script: \(denial.text(command, session.user))")
    }
  }
}

extension Denial {
  /// As the client gets it. Keys and channels are not named.
  func text(_ command: UnsafePointer<Command>, _ user: User) -> String {
    switch reason {
    case .command:
      "User \(user.displayName) has no permissions to run the '\(command.pointee.fullName)' command"
    case .key: "No permissions to access a key"
    case .channel: "No permissions to access a channel"
    }
  }
}

extension Denial.Reason {
  fileprivate var textInTransaction: String {
    switch self {
    case .command: "no permission to execute the command or subcommand"
    case .key: "no permission to touch the specified keys"
    case .channel:
      "no permission to access one of the channels used as arguments to the command or the key"
    }
  }
}
