public import RESP

/// Error texts that more than one command uses, in Redis' words: clients match on them.
public enum CommandError {
  public static let syntax: StaticString = "ERR syntax error"
  public static let notAnInteger: StaticString = "ERR value is not an integer or out of range"
  static let sameObject: StaticString = "ERR source and destination objects are the same"
  static let outOfMemory: StaticString =
    "OOM command not allowed when used memory > 'maxmemory'."
  public static let keyTooLong: StaticString = "ERR key exceeds 65536 bytes"

  /// `ERR wrong number of arguments …`; a subcommand is named `config|get`.
  public static func arity(_ name: String) -> String {
    "ERR wrong number of arguments for '\(name)' command"
  }

  /// `ERR unknown command …` with the beginning of its arguments, cut as Redis cuts them.
  public static func unknown(_ arguments: Arguments) -> String {
    var shown = ""
    for index in 1..<max(arguments.count, 1) where shown.utf8.count < 128 {
      shown += "'\(text(arguments[index], limit: 128 - shown.utf8.count))' "
    }
    let name = text(arguments[0], limit: 128)
    return "ERR unknown command '\(name)', with args beginning with: \(shown)"
  }

  /// `ERR unknown subcommand …`.
  public static func unknownSubcommand(_ container: String, _ name: UnsafeRawBufferPointer)
    -> String
  {
    let container = container.uppercased()
    return "ERR unknown subcommand '\(text(name, limit: 128))'. Try \(container) HELP."
  }

  /// Too many arguments for a subcommand that takes a varying number.
  static func wrongCount(_ name: String, of container: String) -> CommandFailure {
    CommandFailure(
      "ERR unknown subcommand or wrong number of arguments for '\(name)'. Try \(container) HELP.")
  }

  /// What a RESP2 client gets that listens to channels.
  static func restricted(_ command: String) -> String {
    "ERR Can't execute '\(command)': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET "
      + "are allowed in this context"
  }

  public static func valueTooLong(_ length: Int, limit: Int) -> String {
    "ERR value of \(length) bytes exceeds max-value-size (\(limit) bytes)"
  }

  /// `ERR invalid expire time in 'set' command`.
  public static func invalidExpire(_ command: String) -> String {
    "ERR invalid expire time in '\(command)' command"
  }

  private static func text(_ bytes: UnsafeRawBufferPointer, limit: Int) -> String {
    String(decoding: bytes.prefix(max(limit, 0)), as: UTF8.self)
  }
}
