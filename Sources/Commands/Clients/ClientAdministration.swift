import Bytes
import RESP

/// `CLIENT LIST | KILL | PAUSE | UNPAUSE | UNBLOCK | REPLY`
///
/// https://redis.io/docs/latest/commands/client/
enum ClientAdministration {
  static let pages = [
    ClientCommand.subcommand(
      "list", arity: -2, flags: [.admin, .noscript, .heavy], since: "2.4.0",
      "Describes connections.",
      syntax: "[TYPE <NORMAL|MASTER|REPLICA|PUBSUB>] [ID client-id [client-id ...]]",
      tips: ["nondeterministic_output"], list),
    ClientCommand.subcommand(
      "kill", arity: -3, flags: [.admin, .noscript, .heavy], since: "2.4.0", "Ends connections.",
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
    if arguments.count > 3, arguments[2].equalsIgnoringCase("id") {
      return try listNumbers(context, arguments)
    }
    let type = try wantedType(arguments)
    var walk = context.takeClientWalk()
    let demand = walk.visit(context) { walk, peer in
      if type?.includes(peer.session) ?? true { ClientLine(peer).write(to: &walk.text) }
      return context.canReply(walk.text)
    }
    return try finish(walk, demand, context)
  }

  private static func wantedType(_ arguments: Arguments) throws(CommandFailure) -> ClientType? {
    if arguments.count == 2 { return nil }
    guard arguments.count == 4, arguments[2].equalsIgnoringCase("type") else { throw .syntax }
    return try ClientType.require(arguments[3])
  }

  private static func listNumbers(
    _ context: CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    var walk = context.takeClientWalk(from: 3)
    let limit = context.isPrepared ? arguments.count : ClientWalk.clientsPerTurn
    let end = min(arguments.count, Int(walk.next) + limit)
    for index in Int(walk.next)..<end where context.canReply(walk.text) {
      guard let id = DecimalInteger.parse(arguments[index]) else {
        throw CommandFailure("ERR Invalid client ID")
      }
      if let peer = context.services.peers.peer(id) { ClientLine(peer).write(to: &walk.text) }
    }
    walk.next = Int64(end)
    return try finish(walk, end < arguments.count ? .turn : nil, context)
  }

  /// The reply begins with its length, so it can only be written as a whole.
  private static func finish(
    _ walk: ClientWalk, _ demand: Demand?, _ context: CommandContext
  ) throws(CommandFailure) -> Outcome {
    guard context.canReply(walk.text) else { throw .replyTooLarge }
    if let demand { return context.suspend(walk, demand) }
    walk.text.withUnsafeBytes { context.reply.verbatim(format: "txt", $0) }
    return .done
  }

  private static func kill(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    if arguments.count == 3 { return try killAddress(context, arguments[2]) }
    let filter = try ClientFilter(arguments, context.services.users)
    let own = context.session.id
    var walk = context.takeClientWalk()
    let demand = walk.visit(context) { walk, peer in
      guard filter.includes(peer), !(filter.skipsCaller && peer.session.id == own) else {
        return true
      }
      walk.count += 1
      if end(peer, context) { walk.includesCaller = true }
      return true
    }
    if let demand { return context.suspend(walk, demand) }
    context.reply.integer(walk.count)
    return walk.includesCaller ? .close : .done
  }

  /// The form of Redis 2.4: one client by its address, the caller not spared.
  private static func killAddress(
    _ context: CommandContext, _ address: UnsafeRawBufferPointer
  ) throws(CommandFailure) -> Outcome {
    let text = String(decoding: address, as: UTF8.self)
    var walk = context.takeClientWalk()
    let demand = walk.visit(context) { walk, peer in
      guard peer.facts.address == text else { return true }
      walk.count = 1
      walk.includesCaller = end(peer, context)
      return false
    }
    if let demand { return context.suspend(walk, demand) }
    guard walk.count > 0 else { throw CommandFailure("ERR No such client") }
    context.reply.ok()
    return walk.includesCaller ? .close : .done
  }

  /// Ends a client, unless it is the caller, who gets a reply first; says whether it is.
  private static func end(_ peer: Peer, _ context: CommandContext) -> Bool {
    let isCaller = peer.session.id == context.session.id
    if !isCaller { context.services.peers.disconnect(peer.session.id) }
    return isCaller
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

extension CommandContext {
  /// The walk that goes on now, or a new one. The session lets go of it, so that it can grow in place.
  fileprivate func takeClientWalk(from first: Int64 = 0) -> ClientWalk {
    defer { session.clientWalk = nil }
    return session.clientWalk ?? ClientWalk(from: first)
  }

  fileprivate func suspend(_ walk: ClientWalk, _ demand: Demand) -> Outcome {
    session.clientWalk = walk
    return .wait(demand)
  }

  /// Whether a reply of `text` can be written beside it.
  fileprivate func canReply(_ text: [UInt8]) -> Bool {
    text.count <= services.replyLimitBytes && text.capacity + text.count <= services.keptBytesLeft
  }
}
