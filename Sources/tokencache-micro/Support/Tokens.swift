/// The keys and values of the benchmarks: 54 and 391 bytes, the tokens of the side-by-side runs.
struct Tokens {
  static let keyBytes = 54
  static let valueBytes = 391

  let keys: [[UInt8]]

  /// - Parameter prefix: Tells kinds of keys apart.
  init(count: Int, prefix: String = "oauth:accesstoken:") {
    keys = (0..<count).map { number in
      let digits = String(UInt64(number) &* 0x9E37_79B9_7F4A_7C15, radix: 36)
      let filling = String(repeating: "x", count: Tokens.keyBytes)
      return Array((prefix + digits + filling).utf8.prefix(Tokens.keyBytes))
    }
  }

  /// - Parameter variant: Values of different variants differ in one byte in the middle.
  static func value(variant: Int = 0) -> [UInt8] {
    var value = (0..<valueBytes).map { UInt8(truncatingIfNeeded: 97 + $0 % 26) }
    value[valueBytes / 2] = UInt8(truncatingIfNeeded: variant)
    return value
  }
}

extension [[UInt8]] {
  /// A request in the form in which clients send it.
  var wire: [UInt8] {
    var bytes = [UInt8]("*\(count)\r\n".utf8)
    for argument in self {
      bytes += [UInt8]("$\(argument.count)\r\n".utf8) + argument + [UInt8]("\r\n".utf8)
    }
    return bytes
  }
}
