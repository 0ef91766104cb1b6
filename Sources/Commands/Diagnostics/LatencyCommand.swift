import RESP

/// `LATENCY LATEST | HISTORY event | GRAPH event | RESET [event ...] | HISTOGRAM [command ...] | DOCTOR | HELP`
///
/// https://redis.io/docs/latest/commands/latency-latest/
/// https://redis.io/docs/latest/commands/latency-histogram/
enum LatencyCommand {
  static let page = Command(
    container: "latency",
    documentation: CommandDocumentation(
      "Commands about what took long.", since: "2.8.13", group: "server",
      complexity: "Depends on subcommand."),
    subcommands: [
      subcommand("latest", arity: 2, "Answers the newest time of every event.", latest),
      subcommand(
        "history", arity: 3, "Answers the times of an event.", syntax: "event", history),
      subcommand("graph", arity: 3, "Draws the times of an event.", syntax: "event", graph),
      subcommand(
        "reset", arity: -2, "Forgets the times of some events, or of all.",
        syntax: "[event [event ...]]",
        tips: ["request_policy:all_nodes", "response_policy:all_succeeded"], reset),
      subcommand(
        "histogram", arity: -2, since: "7.0.0", "Answers how long commands took.",
        complexity: "O(N) where N is the number of commands answered",
        syntax: "[command [command ...]]", LatencyHistograms.run),
      subcommand("doctor", arity: 2, "Tells in words what took long.") { context, _ in
        let report = LatencyReport.text(context.instruments.latency)
        context.reply.verbatim(format: "txt", report)
        return .done
      },
      Command(
        "help", arity: 2, flags: [.loading, .stale],
        documentation: CommandDocumentation(
          "Lists the subcommands.", since: "2.8.13", group: "server", complexity: "O(1)"),
        run: help),
    ])

  private static let figures = [
    "nondeterministic_output", "request_policy:all_nodes", "response_policy:special",
  ]

  private static func subcommand(
    _ name: String, arity: Int, since: String = "2.8.13", _ summary: String,
    complexity: String = "O(1)", syntax: String = "", tips: [String] = figures,
    _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: arity, flags: [.admin, .noscript, .loading, .stale], tips: tips,
      documentation: CommandDocumentation(
        summary, since: since, group: "server", complexity: complexity, syntax: syntax),
      run: run)
  }

  private static func latest(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let monitor = context.instruments.latency
    context.reply.array(monitor.events.count)
    for event in monitor.events {
      guard let series = monitor[event], let last = series.samples.last else { continue }
      context.reply.array(4)
      context.reply.bulk(event.rawValue)
      context.reply.integer(last.seconds)
      context.reply.integer(last.ms)
      context.reply.integer(series.maxMs)
    }
    return .done
  }

  private static func history(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let samples = event(arguments[2]).flatMap { context.instruments.latency[$0] }?.samples ?? []
    context.reply.array(samples.count)
    for sample in samples {
      context.reply.array(2)
      context.reply.integer(sample.seconds)
      context.reply.integer(sample.ms)
    }
    return .done
  }

  private static func graph(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard let event = event(arguments[2]), let series = context.instruments.latency[event] else {
      let name = CommandError.quoted(arguments[2], limit: 128)
      throw CommandFailure("ERR No samples available for event '\(name)'")
    }
    let text = LatencyGraph.text(event, series, nowSeconds: context.nowMs / 1000)
    context.reply.verbatim(format: "txt", text)
    return .done
  }

  private static func reset(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let named = (2..<arguments.count).compactMap { event(arguments[$0]) }
    let monitor = context.instruments.latency
    let events = arguments.count == 2 ? monitor.events : named
    context.reply.integer(Int64(events.count { monitor.reset($0) }))
    return .done
  }

  private static func event(_ name: UnsafeRawBufferPointer) -> LatencyEvent? {
    LatencyEvent(rawValue: String(decoding: name, as: UTF8.self))
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "LATENCY",
      [
        ("DOCTOR", "Tell in words what took long."),
        ("GRAPH <event>", "Draw the times of an event."),
        ("HISTORY <event>", "Answer the times of an event."),
        ("LATEST", "Answer the newest time of every event."),
        ("RESET [<event> ...]", "Forget the times of these events, or of all."),
        ("HISTOGRAM [<command> ...]", "Answer how long these commands took, or all."),
      ], context)
    return .done
  }
}
