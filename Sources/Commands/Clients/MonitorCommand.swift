public import RESP

/// `MONITOR`
///
/// https://redis.io/docs/latest/commands/monitor/
enum MonitorCommand {
  static let page = Command(
    "monitor", arity: 1, flags: [.admin, .noscript, .loading, .stale],
    documentation: CommandDocumentation(
      "Shows every command as it is run, without the values.", since: "1.0.0", group: "server",
      complexity: "O(1)")
  ) { (context, _) throws(CommandFailure) in
    guard !context.isPrepared else {
      throw CommandFailure("ERR MONITOR isn't allowed for DENY BLOCKING client")
    }
    // Redis does not answer who monitors already.
    guard !context.session.isMonitoring else { return .done }
    context.session.isMonitoring = true
    context.services.peers.startMonitoring(context.session.id)
    context.reply.ok()
    return .done
  }
}

/// One command as MONITOR shows it: names and keys, and nothing that could be a token or a password.
public enum MonitorLine {
  /// `+seconds.microseconds [database address] "get" "key"`.
  public static func write(
    _ command: Command, _ arguments: Arguments, database: UInt8, address: String, nowMs: Int64,
    to reply: inout ReplyBuffer
  ) {
    let micros = "\(nowMs % 1000 * 1000)"
    let fraction = String(repeating: "0", count: 6 - micros.utf8.count) + micros
    var line = "\(nowMs / 1000).\(fraction) [\(database) \(address)]"
    let visible = VisibleArguments(of: command, arguments)
    for index in 0..<arguments.count {
      let isShown = visible.contains(index)
      line += isShown ? " \(quoted(arguments[index]))" : " \"\(VisibleArguments.redacted)\""
    }
    reply.status(line)
  }

  /// As Redis quotes: printable ASCII as it is, the rest escaped, so that the line stays one line.
  private static func quoted(_ bytes: UnsafeRawBufferPointer) -> String {
    bytes.reduce(into: "\"") { $0 += escaped($1) } + "\""
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "\""): "\\" + String(UnicodeScalar(byte))
    case UInt8(ascii: "\n"): "\\n"
    case UInt8(ascii: "\r"): "\\r"
    case UInt8(ascii: "\t"): "\\t"
    case 0x07: "\\a"
    case 0x08: "\\b"
    case 0x20...0x7E: String(UnicodeScalar(byte))
    default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}
