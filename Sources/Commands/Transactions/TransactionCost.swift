import Bytes
import Keyspace
import RESP

/// What the commands of a transaction may take, told before the first of them runs: bytes of memory, of the
/// crash journal and of the reply, and work.
///
/// Values that commands make from others (APPEND, COPY, RENAME) are followed through the queue, so the values
/// that are there must be in memory. All figures are upper bounds.
struct TransactionCost {
  /// Keys and values that are saved.
  private(set) var savedBytes = 0
  /// Records of removals and new deadlines.
  private(set) var recordBytes = 0
  private(set) var replyBytes = 0

  /// Lengths of values that commands before will have left, by the hash of the key.
  private var lengths: [UInt64: Int] = [:]
  private static let replyOverheadBytes = 64

  mutating func note(
    _ command: Command, _ arguments: Arguments, _ context: CommandContext
  ) {
    replyBytes += TransactionCost.replyOverheadBytes
    if command.flags.contains(.write) {
      recordBytes += Dispatcher.recordBytes(command.keys, arguments)
    }
    // What makes a value from another one answers with a number or a word.
    if !command.keys.isEmpty && command.valueChange == .none && command.needsValues(arguments) {
      for index in command.keys.indexes(in: arguments) {
        replyBytes += length(context.key(arguments[index]), context)
      }
    }
    if command.flags.contains(.denyoom) { noteArguments(command, arguments, context) }
    noteChange(command, arguments, context)
  }

  /// What a command saves that saves its arguments.
  private mutating func noteArguments(
    _ command: Command, _ arguments: Arguments, _ context: CommandContext
  ) {
    var longest = 0
    for index in 1..<arguments.count {
      savedBytes += arguments[index].count + Keyspace.recordOverheadBytes
      longest = max(longest, arguments[index].count)
    }
    guard command.valueChange == .none else { return }
    for index in command.keys.indexes(in: arguments) {
      lengths[context.key(arguments[index]).hash] = longest
    }
  }

  private mutating func noteChange(
    _ command: Command, _ arguments: Arguments, _ context: CommandContext
  ) {
    guard command.valueChange != .none else { return }
    let key = context.key(arguments[1])
    let old = length(key, context)
    switch command.valueChange {
    case .none: break
    case .appends: note(old + arguments[2].count, under: key, context)
    case .overwritesPart:
      let offset = Int(clamping: DecimalInteger.parse(arguments[2]) ?? 0)
      let (end, overflowed) = offset.addingReportingOverflow(arguments[3].count)
      note(max(overflowed ? .max : end, old), under: key, context)
    case .integer: note(ValueChange.longestInteger, under: key, context)
    case .decimal: note(ValueChange.longestDecimal, under: key, context)
    case .copies:
      let target = command.foreignKey?(arguments, context) ?? context.key(arguments[2])
      note(old, under: target, context)
    case .moves:
      if let target = command.foreignKey?(arguments, context) { note(old, under: target, context) }
    }
  }

  /// A value above the limit will be refused when the command runs, and leaves the key as it is.
  private mutating func note(_ length: Int, under key: Key, _ context: CommandContext) {
    guard length <= max(context.maxValueBytes, ValueChange.longestDecimal) else { return }
    savedBytes += key.bytes.count + length + Keyspace.recordOverheadBytes
    lengths[key.hash] = length
  }

  private func length(_ key: Key, _ context: CommandContext) -> Int {
    lengths[key.hash] ?? context.keyspace.valueLength(key) ?? 0
  }
}
