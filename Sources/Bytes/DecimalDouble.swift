private import Glibc

/// Decimal text of doubles, as Redis 7.2 reads and writes it.
public enum DecimalDouble {
  /// The double written in `bytes`, or nil when there is none: leading space, trailing bytes, a
  /// value past the range, NaN. Hexadecimal and `inf` are read, as by C's `strtod`.
  public static func parse(_ bytes: UnsafeRawBufferPointer) -> Double? {
    guard let first = bytes.first, !ASCII.isSpace(first), bytes.count <= longestText else {
      return nil
    }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { text in
      for index in 0..<bytes.count { text[index] = CChar(bitPattern: bytes[index]) }
      text[bytes.count] = 0
      return convert(text, length: bytes.count)
    }
  }

  /// No spelling of a double needs more; what is longer is refused before it is copied.
  private static let longestText = 512

  private static func convert(_ text: UnsafeMutableBufferPointer<CChar>, length: Int) -> Double? {
    guard let start = text.baseAddress else { return nil }
    var end: UnsafeMutablePointer<CChar>?
    errno = 0
    let value = strtod(start, &end)
    guard let end, end - start == length, !value.isNaN else { return nil }
    if errno == ERANGE, value.isInfinite || value == 0 { return nil }
    return value
  }

  /// The shortest text that reads back as `value`: `nan`, `inf` and `-inf` by name, `-0` with its
  /// sign, integers up to 2^62 without an exponent.
  public static func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    if value.magnitude <= 0x1p62, let integer = Int64(exactly: value) { return "\(integer)" }
    let digits = ShortestDigits(of: value.magnitude)
    return (value < 0 ? "-" : "") + digits.text(isNegative: value < 0)
  }
}

/// The fewest decimal digits that name a double: `digits` × 10^`exponent`.
private struct ShortestDigits {
  var digits: [UInt8] = []
  var exponent = 0

  /// Takes the digits out of the standard library's shortest description of a positive double.
  init(of value: Double) {
    var isFraction = false
    let parts = value.description.utf8.split(separator: UInt8(ascii: "e"))
    for byte in parts[0] {
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else {
        digits.append(byte)
        if isFraction { exponent -= 1 }
      }
    }
    if parts.count > 1 { exponent += Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 }
    trimZeros()
  }

  private mutating func trimZeros() {
    while digits.count > 1, digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    digits.removeFirst(digits.prefix { $0 == UInt8(ascii: "0") }.count)
  }

  /// Which notation is chosen when is part of the protocol's bytes, not a matter of taste.
  func text(isNegative: Bool) -> String {
    let scientific = exponent + digits.count - 1
    if exponent >= 0, abs(scientific) < digits.count + 7 {
      return string(digits[...]) + zeros(exponent)
    }
    if exponent < 0, exponent > -7 || abs(scientific) < 4 { return pointText() }
    return exponentText(scientific, kept: min(digits.count, isNegative ? 17 : 18))
  }

  private func pointText() -> String {
    let point = digits.count + exponent
    if point <= 0 { return "0." + zeros(-point) + string(digits[...]) }
    return string(digits[..<point]) + "." + string(digits[point...])
  }

  private func exponentText(_ scientific: Int, kept: Int) -> String {
    let fraction = kept > 1 ? "." + string(digits[1..<kept]) : ""
    return string(digits[..<1]) + fraction + (scientific < 0 ? "e-" : "e+") + "\(abs(scientific))"
  }

  private func string(_ part: ArraySlice<UInt8>) -> String { String(decoding: part, as: UTF8.self) }
  private func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
