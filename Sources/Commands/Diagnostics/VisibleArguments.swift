import RESP

/// Which arguments of a request may be shown to an operator: names and keys, and nothing that could
/// be a token or a password.
struct VisibleArguments {
  private let nameCount: Int
  private let keys: Set<Int>

  static let redacted: StaticString = "(redacted)"

  init(of command: Command, _ arguments: Arguments) {
    keys = Set(command.keys.indexes(in: arguments))
    nameCount = command.name == command.fullName ? 1 : 2
  }

  func contains(_ index: Int) -> Bool { index < nameCount || keys.contains(index) }
}
