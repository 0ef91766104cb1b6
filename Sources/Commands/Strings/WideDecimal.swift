private import Glibc

/// Decimal text of the widest floating-point numbers the processor has, C's `long double`: what
/// INCRBYFLOAT calculates with, so that 0.1 + 0.2 is 0.3.
enum WideDecimal {
  #if arch(x86_64) || arch(i386)
    typealias Number = Float80
  #else
    typealias Number = Double
  #endif

  /// No number of `text` is longer; what is longer is no number.
  private static let longestText = 5 * 1024

  /// The number that is all of `bytes`, as C reads it; nil for anything else and for NaN.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> Number? {
    guard let first = bytes.first, bytes.count < longestText, !isSpace(first) else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { text in
      for index in 0..<bytes.count { text[index] = CChar(bitPattern: bytes[index]) }
      text[bytes.count] = 0
      guard let start = text.baseAddress else { return nil }
      var end: UnsafeMutablePointer<CChar>?
      errno = 0
      let number = convert(start, &end)
      guard let end, end - start == bytes.count, !number.isNaN else { return nil }
      return errno == ERANGE && (number.isInfinite || number == 0) ? nil : number
    }
  }

  /// Seventeen digits behind the point at most, without trailing zeros or an exponent.
  static func text(_ number: Number) -> String {
    var digits = [CChar](repeating: 0, count: longestText)
    let length = print(number, into: &digits)
    var text = String(decoding: digits[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : text
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  #if arch(x86_64) || arch(i386)
    private static func convert(
      _ start: UnsafePointer<CChar>, _ end: inout UnsafeMutablePointer<CChar>?
    ) -> Number { strtold(start, &end) }

    private static func print(_ number: Number, into text: inout [CChar]) -> Int {
      withVaList([number]) { Int(vsnprintf(&text, text.count, "%.17Lf", $0)) }
    }
  #else
    private static func convert(
      _ start: UnsafePointer<CChar>, _ end: inout UnsafeMutablePointer<CChar>?
    ) -> Number { strtod(start, &end) }

    private static func print(_ number: Number, into text: inout [CChar]) -> Int {
      withVaList([number]) { Int(vsnprintf(&text, text.count, "%.17f", $0)) }
    }
  #endif
}
