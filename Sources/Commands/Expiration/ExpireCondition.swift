import Bytes
import Keyspace
import RESP

/// The options of the EXPIRE family: `NX`, `XX`, `GT`, `LT`, and `XX` together with `GT` or `LT`.
struct ExpireCondition {
  private var ifNone = false
  private var ifSome = false
  private var ifGreater = false
  private var ifLess = false

  init(_ arguments: Arguments, from start: Int) throws(CommandFailure) {
    for index in start..<max(start, arguments.count) {
      guard take(arguments[index]) else {
        let word = CommandError.quoted(arguments[index])
        throw CommandFailure("ERR Unsupported option \(word)")
      }
    }
    if ifNone && (ifSome || ifGreater || ifLess) {
      throw CommandFailure(
        "ERR NX and XX, GT or LT options at the same time are not compatible")
    }
    if ifGreater && ifLess {
      throw CommandFailure("ERR GT and LT options at the same time are not compatible")
    }
  }

  /// Whether the deadline may replace the lifetime there is. A sliding backstop counts as no expiry
  /// at all, which GT and LT take for an infinite one.
  func allows(_ deadlineMs: Int64, over lifetime: Lifetime) -> Bool {
    if lifetime.isSliding { return !ifSome && !ifGreater }
    if ifNone { return false }
    if ifGreater && deadlineMs <= lifetime.deadlineMs { return false }
    return !(ifLess && deadlineMs >= lifetime.deadlineMs)
  }

  private mutating func take(_ word: UnsafeRawBufferPointer) -> Bool {
    if word.equalsIgnoringCase("nx") {
      ifNone = true
    } else if word.equalsIgnoringCase("xx") {
      ifSome = true
    } else if word.equalsIgnoringCase("gt") {
      ifGreater = true
    } else if word.equalsIgnoringCase("lt") {
      ifLess = true
    } else {
      return false
    }
    return true
  }
}
