import Bytes
import Keyspace
import RESP

/// `MEMORY USAGE key [SAMPLES count] | STATS | DOCTOR | MALLOC-STATS | PURGE | HELP`
///
/// https://redis.io/docs/latest/commands/memory-usage/
enum MemoryCommand {
  static let page = Command(
    container: "memory",
    documentation: CommandDocumentation(
      "Commands about memory.", since: "4.0.0", group: "server",
      complexity: "Depends on subcommand."),
    subcommands: [
      Command(
        "usage", arity: -3, flags: [.readonly], keys: .second, keyRules: ["RO"],
        documentation: CommandDocumentation(
          "Answers the bytes that an entry takes in memory.", since: "4.0.0", group: "server",
          complexity: "O(1)", syntax: "key [SAMPLES count]"),
        run: usage),
      report("stats", "Answers what takes how much memory.") { $0.writeStatistics() },
      report("doctor", "Tells in words whether memory is well.") { report in
        report.context.reply.verbatim(format: "txt", report.diagnosis)
      },
      report("malloc-stats", "Answers what the allocator holds.") { report in
        report.context.reply.verbatim(format: "txt", report.allocator)
      },
      Command(
        "purge", arity: 2, flags: [],
        tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
        documentation: CommandDocumentation(
          "Gives unused memory back to the system.", since: "4.0.0", group: "server",
          complexity: "Depends on how much memory is unused")
      ) { context, _ in
        context.services.releaseMemory()
        context.reply.ok()
        return .done
      },
      Command(
        "help", arity: 2, flags: [.loading, .stale],
        documentation: CommandDocumentation(
          "Lists the subcommands.", since: "4.0.0", group: "server", complexity: "O(1)"),
        run: help),
    ])

  private static func report(
    _ name: String, _ summary: String, _ write: @escaping @Sendable (MemoryReport) -> Void
  ) -> Command {
    Command(
      name, arity: 2, flags: [],
      tips: [
        "nondeterministic_output", "request_policy:all_shards", "response_policy:special",
      ],
      documentation: CommandDocumentation(
        summary, since: "4.0.0", group: "server", complexity: "O(1)")
    ) { context, _ in
      write(MemoryReport(context))
      return .done
    }
  }

  private static func usage(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    // A string has no elements to sample, so the option is only checked.
    var index = 3
    while index < arguments.count {
      guard arguments[index].equalsIgnoringCase("samples"), index + 1 < arguments.count else {
        throw .syntax
      }
      guard try DecimalInteger.require(arguments[index + 1]) >= 0 else { throw .syntax }
      index += 2
    }
    if let entry = context.find(context.key(arguments[2])) {
      context.reply.integer(Int64(entry.memoryBytes))
    } else {
      context.reply.null()
    }
    return .done
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "MEMORY",
      [
        ("DOCTOR", "Tell in words whether memory is well."),
        ("MALLOC-STATS", "Answer what the allocator holds."),
        ("PURGE", "Give unused memory back to the system."),
        ("STATS", "Answer what takes how much memory."),
        ("USAGE <key> [SAMPLES <count>]", "Answer the bytes that an entry takes in memory."),
      ], context)
    return .done
  }
}
