import Bytes
import RESP

/// The options of SCAN, in any order and case.
struct ScanOptions {
  private(set) var count: Int64 = 10
  private(set) var pattern: UnsafeRawBufferPointer?
  private var hasOtherType = false

  init(_ arguments: Arguments, from start: Int) throws(CommandFailure) {
    var index = start
    while index < arguments.count {
      guard index + 1 < arguments.count else { throw .syntax }
      try take(arguments[index], arguments[index + 1])
      index += 2
    }
  }

  func matches(_ key: UnsafeRawBufferPointer) -> Bool {
    guard !hasOtherType else { return false }
    guard let pattern else { return true }
    return Glob.matches(pattern: pattern, key)
  }

  private mutating func take(
    _ word: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(CommandFailure) {
    if word.equalsIgnoringCase("match") {
      pattern = value
    } else if word.equalsIgnoringCase("count") {
      count = try DecimalInteger.require(value)
      guard count >= 1 else { throw .syntax }
    } else if word.equalsIgnoringCase("type") {
      hasOtherType = !value.equalsIgnoringCase("string")
    } else {
      throw .syntax
    }
  }
}

/// SCAN's cursor in a request.
enum ScanCursor {
  /// An unsigned decimal number. As with C's `strtoul`, which Redis reads it by, the text ends at a
  /// zero byte, the empty one is 0, and a sign is let pass.
  static func parse(_ bytes: UnsafeRawBufferPointer) throws(CommandFailure) -> UInt64 {
    let invalid = CommandFailure("ERR invalid cursor")
    let text = bytes.prefix { $0 != 0 }
    var digits = text
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty || text.isEmpty else { throw invalid }
    var cursor: UInt64 = 0
    for byte in digits {
      let digit = byte &- UInt8(ascii: "0")
      let (tens, overflowed) = cursor.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(UInt64(digit))
      guard digit <= 9, !overflowed, !carried else { throw invalid }
      cursor = sum
    }
    return isNegative ? 0 &- cursor : cursor
  }
}
