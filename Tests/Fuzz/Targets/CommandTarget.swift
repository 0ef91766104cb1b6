import Commands

/// Lines of commands, in the form of inline requests, and `!` lines that say what happens around them:
/// `!wait MS` lets time pass, `!store` writes to the database, `!demote` moves all entries to disk,
/// `!move ROW` compacts, `!restart` stops and starts.
///
/// Runs them on two servers, one with everything in memory, and expects the same answers.
struct CommandTarget: FuzzTarget {
  private let table = CommandTable()

  func run(_ input: UnsafeRawBufferPointer) {
    let twins = TwinServers()
    for line in input.split(separator: UInt8(ascii: "\n")).prefix(60) {
      if line.first == UInt8(ascii: "!") {
        twins.happen(ScriptLine.lines(of: UnsafeRawBufferPointer(rebasing: line))[0])
      } else {
        twins.send(Array(line))
      }
    }
    twins.finish()
  }

  var vocabulary: Vocabulary? { words }

  private let words = Vocabulary(
    lines: CommandTarget.events + CommandTarget.commands.flatMap(CommandTarget.lines),
    words: CommandTarget.keys + CommandTarget.values + CommandTarget.numbers
      + CommandTarget.options)

  private static let events = [
    "!wait 1000", "!wait 59000", "!wait 60000", "!wait %", "!store", "!store", "!demote", "!demote",
    "!demote", "!move %", "!restart", "!restart",
  ]
  private static let keys = ["a", "b", "c", "a", "b", "token:1", "\"\"", "\"\\x00\\xff\"", "{t}k"]
  private static let values = [
    "v", "value", "\"\"", "12", "-7", "1.5", "3.0e3", "abcdefghijklmnopqrstuvwxyz", "v", "*", "a*",
    "[^a]", "1", "nan", "inf",
  ]
  private static let numbers = [
    "0", "1", "2", "10", "59", "60", "100", "300", "301", "5000", "-1", "-2", "16", "1048576",
    "1048575", "1700000010", "1700000010000", "1700000400", "1700000400000",
    "9223372036854775807", "-9223372036854775808", "9223372036854775", "18446744073709551615",
  ]

  private static let commands: [Command] = {
    CommandTable.all.flatMap { command in
      command.subcommands.map { Array($0.commands) } ?? [command]
    }
  }()

  /// Words in capitals of all syntax lines.
  private static let options: [String] = {
    let words = commands.flatMap { plainWords($0.documentation.syntax) }
    return Array(Set(words.filter { $0 == $0.uppercased() && $0.first?.isLetter == true })).sorted()
  }()

  /// A command with as many arguments as it must have, and one with all that it may have.
  private static func lines(_ command: Command) -> [String] {
    let name = command.fullName.split(separator: "|").joined(separator: " ")
    let arguments = abs(command.arity) - name.split(separator: " ").count
    let least = [name] + Array(repeating: "%", count: max(arguments, 0))
    let most =
      [name] + plainWords(command.documentation.syntax).map { $0 == $0.uppercased() ? $0 : "%" }
    return [least.joined(separator: " "), most.joined(separator: " ")]
  }

  private static func plainWords(_ syntax: String) -> [String] {
    syntax.split { " []<>|".contains($0) }.map(String.init).filter { $0 != "..." }
  }
}
