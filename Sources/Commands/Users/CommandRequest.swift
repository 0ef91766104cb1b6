public import AccessControl
import RESP

/// A request as permissions see it.
struct CommandRequest: AccessRequest {
  let command: UnsafePointer<Command>
  let arguments: Arguments

  var commandNumber: Int { command.pointee.number }
  var isFree: Bool { command.pointee.flags.contains(.noAuth) }
  var firstArgument: UnsafeRawBufferPointer? { arguments.count > 1 ? arguments[1] : nil }

  func firstKey(where isDenied: (UnsafeRawBufferPointer, KeyAccess) -> Bool) -> Int? {
    let keys = command.pointee.keys
    guard !keys.isEmpty else { return nil }
    for rule in command.pointee.keyRules(of: arguments) {
      for index in (rule.positions ?? keys).indexes(in: arguments)
      where isDenied(arguments[index], rule.keyAccess) {
        return index
      }
    }
    return nil
  }

  func firstChannel(where isDenied: (UnsafeRawBufferPointer, Bool) -> Bool) -> Int? {
    switch command.pointee.channels {
    case .none: nil
    case .sends: isDenied(arguments[1], false) ? 1 : nil
    case .listens(let toPatterns):
      (1..<arguments.count).first { isDenied(arguments[$0], toPatterns) }
    }
  }
}

/// A command that a script runs on the keys which its request declares.
struct ScriptedRequest: AccessRequest {
  let command: UnsafePointer<Command>
  let keys: [UnsafeRawBufferPointer]

  var commandNumber: Int { command.pointee.number }
  var isFree: Bool { false }
  var firstArgument: UnsafeRawBufferPointer? { keys.first }

  func firstKey(where isDenied: (UnsafeRawBufferPointer, KeyAccess) -> Bool) -> Int? {
    let access = command.pointee.keyRules.reduce(into: KeyAccess()) { $0.formUnion($1.keyAccess) }
    return keys.firstIndex { isDenied($0, access) }
  }

  func firstChannel(where isDenied: (UnsafeRawBufferPointer, Bool) -> Bool) -> Int? { nil }
}

extension CommandTable {
  /// The commands as rules name them.
  public var catalog: CommandCatalog {
    CommandCatalog(
      categories: CommandCategory.all,
      entries: withSubcommands.map { command in
        CommandCatalog.Entry(
          name: command.fullName, number: command.number, categories: command.categories,
          subcommands: command.subcommands?.commands.map(\.number) ?? [])
      })
  }
}
