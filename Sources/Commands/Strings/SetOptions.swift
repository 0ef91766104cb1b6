import Keyspace
import RESP

/// The options of SET, in any order and case.
struct SetOptions {
  enum Condition { case always, ifAbsent, ifPresent }

  var condition = Condition.always
  var returnsOldValue = false
  var expiry = Expiry.backstop

  func applies(exists: Bool) -> Bool {
    switch condition {
    case .always: true
    case .ifAbsent: !exists
    case .ifPresent: exists
    }
  }

  /// Reads the options from `start` on; the error's text if they do not fit together.
  mutating func parse(_ arguments: Arguments, from start: Int, nowMs: Int64) -> String? {
    var index = start
    while index < arguments.count {
      let word = arguments[index]
      if word.equalsIgnoringCase("nx"), condition != .ifPresent {
        condition = .ifAbsent
      } else if word.equalsIgnoringCase("xx"), condition != .ifAbsent {
        condition = .ifPresent
      } else if word.equalsIgnoringCase("get") {
        returnsOldValue = true
      } else if word.equalsIgnoringCase("keepttl"), expiry == .backstop {
        expiry = .keep
      } else if let unit = ExpiryUnit(option: word), expiry == .backstop,
        index + 1 < arguments.count
      {
        index += 1
        switch unit.deadline(arguments[index], nowMs: nowMs, command: "set") {
        case .success(let deadlineMs): expiry = .at(deadlineMs: deadlineMs)
        case .failure(let failure): return failure.text
        }
      } else {
        return "\(CommandError.syntax)"
      }
      index += 1
    }
    return nil
  }
}
