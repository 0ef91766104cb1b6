/// Decimal text of 64-bit integers, in the one spelling that Redis accepts and writes.
public enum DecimalInteger {
  /// Most bytes that `write` needs: 19 digits and a sign.
  public static let longestText = 20

  /// The integer written in `bytes`, or nil unless it is its canonical spelling: no plus sign, no
  /// space, no leading zero, no `-0`, and within 64 bits. O(length), at most 20 bytes are read.
  public static func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    guard let first = bytes.first, bytes.count <= longestText else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    if bytes.count == 1, first == UInt8(ascii: "0") { return 0 }
    guard let magnitude = parseMagnitude(bytes, from: isNegative ? 1 : 0) else { return nil }
    if !isNegative { return Int64(exactly: magnitude) }
    guard magnitude <= Int64.min.magnitude else { return nil }
    return Int64(truncatingIfNeeded: 0 &- magnitude)
  }

  /// Digits without a leading zero, up to the end.
  private static func parseMagnitude(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64? {
    guard start < bytes.count, bytes[start] != UInt8(ascii: "0") else { return nil }
    var value: UInt64 = 0
    for index in start..<bytes.count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(UInt64(digit))
      if overflowed || carried { return nil }
      value = sum
    }
    return value
  }

  /// Writes `value` and returns the number of bytes, at most `longestText`, for which `output` must
  /// have room.
  @discardableResult
  @inlinable
  @inline(__always)
  public static func write(_ value: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    // Lengths of tokens, mostly. Safe: both digits are below ten.
    if value >= 100 && value < 1000 {
      let number = UInt32(truncatingIfNeeded: value)
      let (hundreds, rest) = number.quotientAndRemainder(dividingBy: 100)
      let (tens, ones) = rest.quotientAndRemainder(dividingBy: 10)
      output[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: hundreds)
      output[1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: tens)
      output[2] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: ones)
      return 3
    }
    return writeAny(value, to: output)
  }

  @inline(never)
  @usableFromInline
  static func writeAny(_ value: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    var magnitude = value.magnitude
    let length = digitCount(magnitude) + (value < 0 ? 1 : 0)
    output[0] = UInt8(ascii: "-")
    var index = length
    // Safe: the loop writes exactly the digits that were counted.
    repeat {
      index &-= 1
      output[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: magnitude % 10)
      magnitude /= 10
    } while magnitude > 0
    return length
  }

  @inline(__always)
  private static func digitCount(_ magnitude: UInt64) -> Int {
    var bound: UInt64 = 10
    for digits in 1..<20 {
      if magnitude < bound { return digits }
      bound &*= 10
    }
    return 20
  }
}
