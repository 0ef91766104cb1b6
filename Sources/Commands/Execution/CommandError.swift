public import RESP

/// Error texts that more than one command uses, in Redis' words: clients match on them.
public enum CommandError {
  public static let syntax: StaticString = "ERR syntax error"
  public static let notAnInteger: StaticString = "ERR value is not an integer or out of range"
  static let sameObject: StaticString = "ERR source and destination objects are the same"
  static let notInTransaction: StaticString = "ERR Command not allowed inside a transaction"
  static let outOfMemory: StaticString =
    "OOM command not allowed when used memory > 'maxmemory'."
  static let outOfDisk: StaticString = "OOM command not allowed when used disk > 'maxdisk'."
  static let outOfJournal: StaticString =
    "OOM the changes of this command do not fit into the journal together; raise 'journal-size'."
  public static let replyTooLarge: StaticString =
    "OOM the reply of this command does not fit into 'client-output-buffer-limit'."
  public static let keysTooLarge: StaticString =
    "OOM the keys of this command do not fit into 'maxmemory' together."
  static let tooManyKeys: StaticString =
    "OOM there are too many keys to walk over in a transaction; send the command outside of MULTI."
  static let tooMuchWork: StaticString =
    "OOM the transaction has more commands than run in one turn; send it in parts."
  static let queueTooLarge: StaticString =
    "OOM the queue of this transaction does not fit into the memory of one client."
  static let tooManyWatches: StaticString =
    "OOM the watched keys do not fit into the memory of one client."
  static let subscriptionsTooLarge: StaticString =
    "OOM the subscriptions do not fit into the memory that 'maxmemory' leaves for them."
  static let tooManyPatterns: StaticString =
    "ERR there are too many patterns that clients listen to, at most 1024 for each and 4096 in all"
  static let channelTooLongForPatterns: StaticString =
    "ERR channel is too long to be compared with all patterns that clients listen to"
  static let channelTooLong: StaticString = "ERR channel exceeds 66560 bytes"
  static let patternTooLong: StaticString = "ERR pattern exceeds 1024 bytes"
  public static let keyTooLong: StaticString = "ERR key exceeds 65536 bytes"

  /// `ERR wrong number of arguments …`; a subcommand is named `config|get`.
  public static func arity(_ name: String) -> String {
    "ERR wrong number of arguments for '\(name)' command"
  }

  /// For a command that does all in one turn.
  static func tooManyArguments(_ limit: Int) -> String {
    "ERR too many arguments: this command takes at most \(limit) at a time"
  }

  /// `ERR unknown command …` with the beginning of its arguments, cut as Redis cuts them.
  public static func unknown(_ arguments: Arguments) -> String {
    var shown = ""
    for index in 1..<max(arguments.count, 1) where shown.utf8.count < 128 {
      shown += "'\(quoted(arguments[index], limit: 128 - shown.utf8.count))' "
    }
    let name = quoted(arguments[0], limit: 128)
    return "ERR unknown command '\(name)', with args beginning with: \(shown)"
  }

  /// `ERR unknown subcommand …`.
  public static func unknownSubcommand(_ container: String, _ name: UnsafeRawBufferPointer)
    -> String
  {
    let container = container.uppercased()
    return "ERR unknown subcommand '\(quoted(name, limit: 128))'. Try \(container) HELP."
  }

  /// Too many arguments for a subcommand that takes a varying number.
  static func wrongCount(_ name: String, of container: String) -> CommandFailure {
    CommandFailure(
      "ERR unknown subcommand or wrong number of arguments for '\(name)'. Try \(container) HELP.")
  }

  /// The same, with the subcommand as the client spelled it.
  static func wrongCount(
    _ name: UnsafeRawBufferPointer, of container: String
  ) -> CommandFailure {
    wrongCount(quoted(name, limit: 128), of: container)
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

  /// A client's own word as an error text quotes it: at most `limit` bytes, and like a string of C it
  /// ends at the first zero byte. What is no UTF-8 becomes U+FFFD.
  static func quoted(_ word: UnsafeRawBufferPointer, limit: Int = .max) -> String {
    String(decoding: word.prefix(max(limit, 0)).prefix { $0 != 0 }, as: UTF8.self)
  }

  /// What EXEC answers that is refused itself; the transaction is gone then.
  static func discarded(because text: String) -> String {
    let cause = text.hasPrefix("ERR ") ? text.dropFirst(4) : text[...]
    return "EXECABORT Transaction discarded because of: \(cause)"
  }
}
