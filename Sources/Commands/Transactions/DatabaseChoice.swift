import Keyspace
import RESP

/// Which keys a client means: the number that it has chosen, and what the numbers stand for. While a
/// transaction is prepared both follow its queue; then they are put back.
struct DatabaseChoice {
  private let number: UInt8
  private let databases: DatabaseMap

  init(_ context: CommandContext) {
    number = context.session.database
    databases = context.keyspace.databases
  }

  func restore(_ context: CommandContext) {
    context.session.database = number
    context.keyspace.databases = databases
  }

  static func isOne(_ command: Command) -> Bool {
    command.name == "select" || command.name == "swapdb"
  }

  /// Chooses as the request will when it runs.
  static func follow(_ command: Command, _ arguments: Arguments, _ context: CommandContext) {
    guard isOne(command) else { return }
    if command.name == "select", let number = try? SelectCommand.database(arguments[1], context) {
      context.session.database = number
    } else if command.name == "swapdb", let numbers = try? SwapDbCommand.numbers(arguments, context)
    {
      context.keyspace.databases.swap(numbers.first, numbers.second)
    }
  }
}
