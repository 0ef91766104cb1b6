import RESP

/// `CLIENT LIST | KILL | PAUSE | UNPAUSE | UNBLOCK | REPLY`
///
/// https://redis.io/docs/latest/commands/client/
enum ClientAdministration {
  static let pages = [
    ClientCommand.subcommand(
      "list", arity: -2, flags: [.admin, .noscript], since: "2.4.0", "Describes connections.",
      syntax: "[TYPE <NORMAL|MASTER|REPLICA|PUBSUB>] [ID client-id [client-id ...]]",
      tips: ["nondeterministic_output"], list),
    ClientCommand.subcommand(
      "kill", arity: -3, flags: [.admin, .noscript], since: "2.4.0", "Ends connections.",
      syntax: "<ip:port|[ID client-id] [TYPE <NORMAL|MASTER|REPLICA|PUBSUB>] [USER username] "
        + "[ADDR ip:port] [LADDR ip:port] [SKIPME <YES|NO>] [MAXAGE seconds]>", kill),
    ClientCommand.subcommand(
      "pause", arity: -3, flags: [.admin, .noscript], since: "3.0.0", "Holds requests back.",
      syntax: "timeout [WRITE|ALL]", pause),
    ClientCommand.subcommand(
      "unpause", arity: 2, flags: [.admin, .noscript], since: "6.2.0", "Ends a pause."
    ) { context, _ in
      context.services.peers.unpause()
      context.reply.ok()
      return .done
    },
    ClientCommand.subcommand(
      "unblock", arity: -3, flags: [.admin, .noscript], since: "5.0.0",
      "Ends another client's wait for data, of which there is none here.",
      syntax: "client-id [TIMEOUT|ERROR]", unblock),
    ClientCommand.subcommand(
      "reply", arity: 3, since: "3.2.0", "Tells which replies the connection wants.",
      syntax: "<ON|OFF|SKIP>", reply),
  ]

  private static func list(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let peers = try wanted(context, arguments)
    let lines = peers.map { ClientLine($0).text + "\n" }
    context.reply.verbatim(format: "txt", lines.joined())
    return .done
  }

  private static func wanted(
    _ context: CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> [Peer] {
    let peers = context.services.peers
    if arguments.count == 2 { return sorted(peers.peers(nil)) }
    if arguments.count == 4, arguments[2].equalsIgnoringCase("type") {
      let type = try ClientType.require(arguments[3])
      return sorted(peers.peers(nil)).filter { type.includes($0.session) }
    }
    guard arguments.count > 3, arguments[2].equalsIgnoringCase("id") else { throw .syntax }
    var found: [Peer] = []
    for index in 3..<arguments.count {
      guard let id = DecimalInteger.parse(arguments[index]) else {
        throw CommandFailure("ERR Invalid client ID")
      }
      found += peers.peers(id)
    }
    return found
  }

  private static func sorted(_ peers: [Peer]) -> [Peer] {
    peers.sorted { $0.session.id < $1.session.id }
  }

  private static func kill(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    if arguments.count == 3 { return try killAddress(context, arguments[2]) }
    let filter = try ClientFilter(arguments, context.services.users)
    let own = context.session.id
    let doomed = context.services.peers.peers(nil).filter {
      filter.includes($0) && !(filter.skipsCaller && $0.session.id == own)
    }
    let includesCaller = end(doomed, context)
    context.reply.integer(Int64(doomed.count))
    return includesCaller ? .close : .done
  }

  /// The form of Redis 2.4: one client by its address, the caller not spared.
  private static func killAddress(
    _ context: CommandContext, _ address: UnsafeRawBufferPointer
  ) throws(CommandFailure) -> Outcome {
    let text = String(decoding: address, as: UTF8.self)
    guard let peer = context.services.peers.peers(nil).first(where: { $0.facts.address == text })
    else { throw CommandFailure("ERR No such client") }
    let isCaller = end([peer], context)
    context.reply.ok()
    return isCaller ? .close : .done
  }

  /// Ends the clients but the caller, who gets a reply first; says whether the caller is among them.
  private static func end(_ peers: [Peer], _ context: CommandContext) -> Bool {
    let own = context.session.id
    for peer in peers where peer.session.id != own {
      context.services.peers.disconnect(peer.session.id)
    }
    return peers.contains { $0.session.id == own }
  }

  private static func pause(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard arguments.count <= 4 else { throw CommandError.wrongCount("pause", of: "CLIENT") }
    let scope = arguments.count == 4 ? try pauseScope(arguments[3]) : .all
    guard let durationMs = DecimalInteger.parse(arguments[2]) else {
      throw CommandFailure("ERR timeout is not an integer or out of range")
    }
    guard durationMs >= 0 else { throw CommandFailure("ERR timeout is negative") }
    let (untilMs, isOutside) = context.nowMs.addingReportingOverflow(durationMs)
    guard !isOutside else { throw CommandFailure("ERR timeout is out of range") }
    context.services.peers.pause(scope, untilMs: untilMs)
    context.reply.ok()
    return .done
  }

  private static func pauseScope(
    _ word: UnsafeRawBufferPointer
  ) throws(CommandFailure) -> PauseScope {
    if word.equalsIgnoringCase("all") { return .all }
    guard word.equalsIgnoringCase("write") else {
      throw CommandFailure("ERR CLIENT PAUSE mode must be WRITE or ALL")
    }
    return .writes
  }

  private static func unblock(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard arguments.count <= 4 else { throw CommandError.wrongCount("unblock", of: "CLIENT") }
    if arguments.count == 4, !arguments[3].equalsIgnoringCase("timeout"),
      !arguments[3].equalsIgnoringCase("error")
    {
      throw CommandFailure("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR")
    }
    _ = try DecimalInteger.require(arguments[2])
    context.reply.integer(0)
    return .done
  }

  private static func reply(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    if arguments[2].equalsIgnoringCase("on") {
      context.session.replyMode.subtract([.off, .skipsThis])
      context.reply.ok()
    } else if arguments[2].equalsIgnoringCase("off") {
      context.session.replyMode.insert(.off)
    } else if arguments[2].equalsIgnoringCase("skip") {
      if !context.session.replyMode.contains(.off) { context.session.replyMode.insert(.skipsNext) }
    } else {
      throw .syntax
    }
    return .done
  }
}
