import RESP

/// `SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE] [ABORT]`
///
/// Stops the server as SIGTERM does: what was received is answered, everything is written to the
/// database, and the process exits with 0. There is no reply but the end of the connection.
/// NOSAVE, SAVE and NOW change nothing: what was acknowledged is kept in any case, and nobody is
/// waited for. Without FORCE or NOSAVE the server stays when it could not keep what it has.
/// https://redis.io/docs/latest/commands/shutdown/
enum ShutdownCommand {
  static let page = Command(
    "shutdown", arity: -1,
    flags: [.admin, .noscript, .loading, .stale, .noMulti, .allowBusy],
    documentation: CommandDocumentation(
      "Writes everything to the database and ends the server.", since: "1.0.0", group: "server",
      complexity: "O(N) where N is the number of changes that are not yet in the database",
      syntax: "[NOSAVE|SAVE] [NOW] [FORCE] [ABORT]"),
    run: run)

  private static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let options = try options(arguments)
    // It begins at once and cannot be taken back.
    guard !options.contains("abort") else { throw CommandFailure("ERR No shutdown in progress.") }
    let isForced = options.contains("force") || options.contains("nosave")
    guard context.services.shutDown(isForced: isForced) else {
      throw CommandFailure("ERR Errors trying to SHUTDOWN. Check logs.")
    }
    return .done
  }

  private static func options(_ arguments: Arguments) throws(CommandFailure) -> Set<String> {
    var options: Set<String> = []
    for index in 1..<arguments.count {
      options.insert(String(decoding: arguments[index], as: UTF8.self).lowercased())
    }
    let isKnown = options.isSubset(of: ["nosave", "save", "now", "force", "abort"])
    let isContradiction =
      options.isSuperset(of: ["nosave", "save"]) || options.contains("abort") && options.count > 1
    guard isKnown && !isContradiction else { throw .syntax }
    return options
  }
}
