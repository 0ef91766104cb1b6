import Bytes
import Keyspace
import RESP

/// `OBJECT ENCODING | FREQ | IDLETIME | REFCOUNT key` and `OBJECT HELP`
///
/// None of them is a read.
/// https://redis.io/docs/latest/commands/object/
enum ObjectCommand {
  static let page = Command(
    container: "object",
    documentation: CommandDocumentation(
      "Commands about how entries are kept.", since: "2.2.3", group: "generic",
      complexity: "Depends on subcommand."),
    subcommands: [
      subcommand("encoding", since: "2.2.3", "Answers how Redis would encode the value.") {
        entry, context in
        context.reply.bulk(encoding(entry.value))
      },
      subcommand("freq", since: "4.0.0", "Answers how often the entry was used of late, 0 to 3.") {
        entry, context in
        context.reply.integer(Int64(entry.useCount))
      },
      subcommand("idletime", since: "2.2.3", "Answers the seconds since the entry was used.") {
        entry, context in
        context.reply.integer(max(context.nowMs - entry.lastAccessMs, 0) / 1000)
      },
      subcommand("refcount", since: "2.2.3", "Answers 1: no value is shared.") { _, context in
        context.reply.integer(1)
      },
      Command(
        "help", arity: 2, flags: [.loading, .stale], categories: ["keyspace"],
        documentation: CommandDocumentation(
          "Lists the subcommands.", since: "6.2.0", group: "generic", complexity: "O(1)"),
        run: help),
    ])

  private static func subcommand(
    _ name: String, since: String, _ summary: String,
    _ answer: @escaping @Sendable (EntryView, CommandContext) -> Void
  ) -> Command {
    Command(
      name, arity: 3, flags: [.readonly], keys: .second, keyRules: ["RO"],
      categories: ["keyspace"], tips: ["nondeterministic_output"],
      documentation: CommandDocumentation(
        summary, since: since, group: "generic", complexity: "O(1)", syntax: "key")
    ) { context, arguments in
      if let entry = context.find(context.key(arguments[2])) {
        answer(entry, context)
      } else {
        context.reply.null()
      }
      return .done
    }
  }

  /// Redis keeps integers as such, and strings of up to 44 bytes in one block with their header.
  private static func encoding(_ value: UnsafeRawBufferPointer) -> String {
    if DecimalInteger.parse(value) != nil { return "int" }
    return value.count <= 44 ? "embstr" : "raw"
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "OBJECT",
      [
        ("ENCODING <key>", "Answer how Redis would encode the value."),
        ("FREQ <key>", "Answer how often the entry was used of late, 0 to 3."),
        ("IDLETIME <key>", "Answer the seconds since the entry was used."),
        ("REFCOUNT <key>", "Answer the number of references to the value: 1."),
      ], context)
    return .done
  }
}
