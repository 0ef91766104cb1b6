import RESP

/// `LATENCY HISTOGRAM [command ...]`
///
/// For each command that was called: how many calls, and how many of them took up to so many
/// microseconds. A container stands for its subcommands; what is no command is passed over.
/// https://redis.io/docs/latest/commands/latency-histogram/
enum LatencyHistograms {
  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let called = commands(arguments, context).compactMap { command in
      context.meter.histogram(command.number).map { (command, $0) }
    }.filter { $0.1.count > 0 }
    context.reply.map(called.count)
    for (command, histogram) in called where !context.reply.hasOverflowed {
      write(command, histogram, context)
    }
    return .done
  }

  private static func commands(
    _ arguments: Arguments, _ context: CommandContext
  ) -> [Command] {
    guard arguments.count > 2 else { return context.table.withSubcommands }
    return (2..<arguments.count).flatMap { index -> [Command] in
      guard let command = context.table.command(fullName: arguments[index]) else { return [] }
      return command.subcommands.map { [Command]($0.commands) } ?? [command]
    }
  }

  private static func write(
    _ command: Command, _ histogram: LatencyHistogram, _ context: CommandContext
  ) {
    let rows = histogram.cumulative
    context.reply.bulk(command.fullName)
    context.reply.map(2)
    context.reply.bulk("calls")
    context.reply.integer(Int64(clamping: histogram.count))
    context.reply.bulk("histogram_usec")
    context.reply.map(rows.count)
    for row in rows {
      context.reply.integer(Int64(clamping: row.microseconds))
      context.reply.integer(Int64(clamping: row.count))
    }
  }
}
