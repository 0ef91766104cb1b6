import Bytes
import RESP

/// `CLIENT SETNAME | GETNAME | SETINFO | ID | INFO | NO-EVICT | NO-TOUCH | HELP`, and what concerns
/// other clients: see `ClientAdministration` and `ClientTracking`
///
/// https://redis.io/docs/latest/commands/client/
enum ClientCommand {
  static let page = Command(
    container: "client",
    documentation: CommandDocumentation(
      "Commands about client connections.", since: "2.4.0", group: "connection",
      complexity: "Depends on subcommand."),
    subcommands: [
      subcommand(
        "setname", arity: 3, since: "2.6.9", "Gives the connection a name.",
        syntax: "connection-name", setName),
      subcommand("getname", arity: 2, since: "2.6.9", "Answers the connection's name.", getName),
      subcommand(
        "setinfo", arity: 4, since: "7.2.0", "Tells the client's library and its version.",
        syntax: "<LIB-NAME libname|LIB-VER libver>", setInfo),
      subcommand("id", arity: 2, since: "5.0.0", "Answers the connection's number.", id),
      subcommand(
        "info", arity: 2, since: "6.2.0", "Describes the connection.",
        tips: ["nondeterministic_output"], info),
      subcommand(
        "no-evict", arity: 3, flags: [.noscript, .admin], since: "7.0.0",
        "Spares the connection when buffers must shrink.", syntax: "<ON|OFF>", noEvict),
      subcommand(
        "no-touch", arity: 3, since: "7.2.0", "Makes the connection's reads leave no trace.",
        syntax: "<ON|OFF>", noTouch),
      subcommand("help", arity: 2, flags: [], since: "5.0.0", "Lists the subcommands.", help),
    ] + ClientAdministration.pages + ClientTracking.pages)

  static func subcommand(
    _ name: String, arity: Int, flags: CommandFlags = [.noscript], since: String,
    _ summary: String, syntax: String = "", tips: [String] = [],
    _ run: @escaping Command.Run
  ) -> Command {
    Command(
      name, arity: arity, flags: flags.union([.loading, .stale, .keepsCaching]),
      categories: ["connection"], tips: tips,
      documentation: CommandDocumentation(
        summary, since: since, group: "connection", complexity: "O(1)", syntax: syntax),
      run: run)
  }

  private static func setName(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    context.session.name = try ClientAttribute.name(arguments[2])
    context.reply.ok()
    return .done
  }

  private static func getName(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    if context.session.name.isEmpty {
      context.reply.null()
    } else {
      context.reply.bulk(context.session.name)
    }
    return .done
  }

  private static func setInfo(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let option = arguments[2]
    let isName = option.equalsIgnoringCase("lib-name")
    let text = CommandError.quoted(option, limit: 128)
    guard isName || option.equalsIgnoringCase("lib-ver") else {
      throw CommandFailure("ERR Unrecognized option '\(text)'")
    }
    guard ClientAttribute.isPrintable(arguments[3]) else {
      throw CommandFailure(
        "ERR \(text) cannot contain spaces, newlines or special characters.")
    }
    try ClientAttribute.checkLength(of: arguments[3])
    let value = String(decoding: arguments[3], as: UTF8.self)
    if isName {
      context.session.libraryName = value
    } else {
      context.session.libraryVersion = value
    }
    context.reply.ok()
    return .done
  }

  private static func id(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    context.reply.integer(context.session.id)
    return .done
  }

  private static func info(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let facts = context.services.connectionFacts(ofClient: context.session.id)
    let line = ClientLine(
      Peer(session: context.session, facts: facts, version: context.reply.version))
    var text: [UInt8] = []
    line.write(to: &text)
    text.withUnsafeBytes { context.reply.verbatim(format: "txt", $0) }
    return .done
  }

  private static func noEvict(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    context.session.isExemptFromEviction = try isOn(arguments[2])
    context.reply.ok()
    return .done
  }

  private static func noTouch(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    context.session.leavesNoTrace = try isOn(arguments[2])
    context.reply.ok()
    return .done
  }

  private static func isOn(_ word: UnsafeRawBufferPointer) throws(CommandFailure) -> Bool {
    if word.equalsIgnoringCase("on") { return true }
    guard word.equalsIgnoringCase("off") else { throw .syntax }
    return false
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "CLIENT",
      [
        ("CACHING (YES|NO)", "Tell whether the next request's keys are kept."),
        ("GETREDIR", "Answer who gets this connection's tracking messages."),
        ("GETNAME", "Answer this connection's name."),
        ("ID", "Answer this connection's number."),
        ("INFO", "Describe this connection."),
        ("KILL <ip:port>", "End the connection from there."),
        ("KILL <option> <value> [<option> <value> ...]", "End connections: see the manual."),
        ("LIST [options ...]", "Describe connections: TYPE <type>, ID <id> [<id> ...]."),
        ("NO-EVICT (ON|OFF)", "Spare this connection when client buffers must shrink."),
        ("NO-TOUCH (ON|OFF)", "Let this connection's reads leave no trace."),
        ("PAUSE <timeout> [WRITE|ALL]", "Hold requests back for some milliseconds."),
        ("REPLY (ON|OFF|SKIP)", "Tell which replies this connection wants."),
        ("SETINFO <option> <value>", "Tell the client's library: LIB-NAME or LIB-VER."),
        ("SETNAME <name>", "Give this connection a name."),
        ("TRACKING (ON|OFF) [options ...]", "Hear of changes to keys that were read."),
        ("TRACKINGINFO", "Answer what is tracked for this connection."),
        ("UNBLOCK <clientid> [TIMEOUT|ERROR]", "End a wait for data, of which there is none."),
        ("UNPAUSE", "End a pause."),
      ], context)
    return .done
  }
}
