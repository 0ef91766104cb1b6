import Bytes
import Keyspace
import RESP

/// The options of SET and GETEX, in any order and case.
struct ValueOptions {
  enum Command { case set, getex }

  enum Condition: Equatable {
    case always, ifAbsent, ifPresent
    /// The value must equal the argument at this index.
    case ifEqual(Int)
  }

  private(set) var condition = Condition.always
  private(set) var returnsOldValue = false
  private(set) var keepsExpiry = false
  private(set) var persists = false
  private var unit: ExpiryUnit?
  private var timeIndex = 0
  private let command: Command

  init(
    _ arguments: Arguments, from start: Int, of command: Command
  ) throws(CommandFailure) {
    self.command = command
    var index = start
    while index < arguments.count {
      let hasNext = index + 1 < arguments.count
      guard let taken = take(arguments[index], index, hasNext: hasNext) else { throw .syntax }
      index += taken
    }
  }

  /// Whether no option says anything about expiry.
  var namesNoExpiry: Bool { unit == nil && !keepsExpiry && !persists }

  /// Whether an option says when the entry expires.
  var namesTime: Bool { unit != nil }

  /// What the options say about expiry. The number is looked at only here, after all options have
  /// been understood, because that is the order of Redis' errors.
  func expiry(
    _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) -> Expiry {
    guard let unit else { return keepsExpiry ? .keep : .backstop }
    let name = command == .set ? "set" : "getex"
    return .at(
      deadlineMs: try unit.positiveDeadline(
        arguments[timeIndex], of: arguments[1], command: name, context))
  }

  /// Whether a save goes ahead, given the entry there is.
  func allow(over existing: EntryView?, _ arguments: Arguments) -> Bool {
    switch condition {
    case .always: return true
    case .ifAbsent: return existing == nil
    case .ifPresent: return existing != nil
    case .ifEqual(let index):
      guard let existing else { return false }
      return existing.value.elementsEqual(arguments[index])
    }
  }

  /// Takes in the option at `index`; the number of arguments it covers, or nil when it is unknown
  /// or contradicts another one.
  private mutating func take(
    _ word: UnsafeRawBufferPointer, _ index: Int, hasNext: Bool
  ) -> Int? {
    if command == .set, let taken = takeSetOption(word, index, hasNext: hasNext) { return taken }
    if command == .getex, word.equalsIgnoringCase("persist"), unit == nil {
      persists = true
      return 1
    }
    guard let option = ExpiryUnit.option(word), hasNext, !keepsExpiry, !persists,
      unit == nil || unit == option
    else { return nil }
    unit = option
    timeIndex = index + 1
    return 2
  }

  private mutating func takeSetOption(
    _ word: UnsafeRawBufferPointer, _ index: Int, hasNext: Bool
  ) -> Int? {
    if word.equalsIgnoringCase("nx"), [.always, .ifAbsent].contains(condition) {
      condition = .ifAbsent
    } else if word.equalsIgnoringCase("xx"), [.always, .ifPresent].contains(condition) {
      condition = .ifPresent
    } else if word.equalsIgnoringCase("get") {
      returnsOldValue = true
    } else if word.equalsIgnoringCase("keepttl"), unit == nil {
      keepsExpiry = true
    } else if word.equalsIgnoringCase("ifeq"), hasNext, condition == .always {
      condition = .ifEqual(index + 1)
      return 2
    } else {
      return nil
    }
    return 1
  }
}
