import Bytes
import RESP

/// `SAVE`, `BGSAVE [SCHEDULE]`, `LASTSAVE`
///
/// A consistent copy of the database in one file, without stopping anybody: everything that was
/// acknowledged before is in it. SAVE answers when the copy is complete, BGSAVE at once, LASTSAVE when
/// the last one was complete, or the server started.
/// https://redis.io/docs/latest/commands/save/
/// https://redis.io/docs/latest/commands/bgsave/
/// https://redis.io/docs/latest/commands/lastsave/
enum SaveCommands {
  static let pages = [
    Command(
      "save", arity: 1, flags: [.admin, .noscript, .noAsyncLoading, .noMulti],
      documentation: CommandDocumentation(
        "Copies the database into the backup file, and answers when that is done.",
        since: "1.0.0", group: "server", complexity: "O(N) where N is the number of keys"),
      run: save),
    Command(
      "bgsave", arity: -1, flags: [.admin, .noscript, .noAsyncLoading],
      documentation: CommandDocumentation(
        "Copies the database into the backup file in the background.", since: "1.0.0",
        group: "server", complexity: "O(1)", syntax: "[SCHEDULE]"),
      run: saveInBackground),
    Command(
      "lastsave", arity: 1, flags: [.loading, .stale, .fast], categories: ["admin", "dangerous"],
      tips: ["nondeterministic_output"],
      documentation: CommandDocumentation(
        "Answers the time of the newest complete backup.", since: "1.0.0", group: "server",
        complexity: "O(1)")
    ) { context, _ in
      context.reply.integer(context.services.backups.lastMs / 1000)
      return .done
    },
  ]

  private static let busy = CommandFailure("ERR Background save already in progress")

  private static func save(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard !context.isMet else {
      context.reply.ok()
      return .done
    }
    guard !context.services.backups.isRunning else { throw busy }
    return .wait(.backup)
  }

  private static func saveInBackground(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    // There is no other background job that a copy would have to wait for.
    let isScheduled = arguments.count == 2 && arguments[1].equalsIgnoringCase("schedule")
    guard arguments.count == 1 || isScheduled else { throw .syntax }
    guard !context.services.backups.isRunning else { throw busy }
    context.services.backups.start(nowMs: context.nowMs)
    context.reply.simple("Background saving started")
    return .done
  }
}
