import Bytes
import RESP

/// `HELLO [protover [AUTH username password] [SETNAME clientname]]`
///
/// https://redis.io/docs/latest/commands/hello/
enum HelloCommand {
  static let page = Command(
    "hello", arity: -1, flags: [.noscript, .loading, .stale, .fast, .noAuth, .allowBusy],
    categories: ["connection"],
    documentation: CommandDocumentation(
      "Agrees on a version of the protocol.", since: "6.0.0", group: "connection",
      complexity: "O(1)", syntax: "[protover [AUTH username password] [SETNAME clientname]]"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let options = try HelloOptions(arguments)
    if let login = options.login {
      try AuthCommand.authenticate(user: login.user, login.password, arguments, context)
    }
    guard context.session.isAuthenticated else { throw notAuthenticated }
    if let name = options.name { context.session.name = name }
    if let version = options.version { context.reply.version = version }
    greet(context)
    return .done
  }

  private static func greet(_ context: CommandContext) {
    context.reply.map(7)
    context.reply.bulk("server")
    context.reply.bulk("redis")
    context.reply.bulk("version")
    context.reply.bulk(ReferenceRedis.version)
    context.reply.bulk("proto")
    context.reply.integer(Int64(context.reply.version.rawValue))
    context.reply.bulk("id")
    context.reply.integer(context.session.id)
    context.reply.bulk("mode")
    context.reply.bulk("standalone")
    context.reply.bulk("role")
    context.reply.bulk("master")
    context.reply.bulk("modules")
    context.reply.array(0)
  }

  private static let notAuthenticated = CommandFailure(
    "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO "
      + "<proto> AUTH <user> <pass> option can be used to authenticate the client and select the "
      + "RESP protocol version at the same time")
}

/// HELLO's arguments. Nothing is done before all of them have been understood.
private struct HelloOptions {
  private(set) var version: ProtocolVersion?
  private(set) var login: (user: UnsafeRawBufferPointer, password: UnsafeRawBufferPointer)?
  private(set) var name: String?

  init(_ arguments: Arguments) throws(CommandFailure) {
    guard arguments.count > 1 else { return }
    version = try HelloOptions.version(arguments[1])
    var index = 2
    while index < arguments.count { index += try take(arguments, index) }
  }

  private static func version(
    _ text: UnsafeRawBufferPointer
  ) throws(CommandFailure) -> ProtocolVersion {
    guard let number = DecimalInteger.parse(text) else {
      throw CommandFailure("ERR Protocol version is not an integer or out of range")
    }
    guard let version = Int(exactly: number).flatMap(ProtocolVersion.init(rawValue:)) else {
      throw CommandFailure("NOPROTO unsupported protocol version")
    }
    return version
  }

  /// Takes in the option at `index`; how many arguments it covers.
  private mutating func take(
    _ arguments: Arguments, _ index: Int
  ) throws(CommandFailure) -> Int {
    let left = arguments.count - index - 1
    if arguments[index].equalsIgnoringCase("auth"), left >= 2 {
      login = (arguments[index + 1], arguments[index + 2])
      return 3
    }
    if arguments[index].equalsIgnoringCase("setname"), left >= 1 {
      name = try ClientAttribute.name(arguments[index + 1])
      return 2
    }
    let option = CommandError.quoted(arguments[index])
    throw CommandFailure("ERR Syntax error in HELLO option '\(option)'")
  }
}
