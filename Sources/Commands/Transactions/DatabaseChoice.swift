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

  /// Chooses as the request will when it runs.
  static func follow(_ command: Command, _ arguments: Arguments, _ context: CommandContext) {
    switch command.databaseChange {
    case .select:
      guard let number = try? SelectCommand.database(arguments[1], context) else { return }
      context.session.database = number
    case .swap:
      guard let numbers = try? SwapDbCommand.numbers(arguments, context) else { return }
      context.keyspace.databases.swap(numbers.first, numbers.second)
    case nil: break
    }
  }
}
