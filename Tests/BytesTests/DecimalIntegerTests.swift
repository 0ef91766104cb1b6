import Bytes
import SeededRandom
import Testing

@Suite struct DecimalIntegerTests {
  static let accepted: [(String, Int64)] = [
    ("0", 0), ("1", 1), ("-1", -1), ("10", 10), ("1234567890", 1_234_567_890),
    ("9223372036854775807", .max), ("-9223372036854775808", .min),
    ("-9223372036854775807", .min + 1),
  ]

  @Test("One spelling per integer, read and written", arguments: accepted)
  func readsAndWrites(text: String, value: Int64) {
    #expect(parse(text) == value)
    #expect(write(value) == text)
  }

  static let refused = [
    "", "-", "+1", " 1", "1 ", "01", "-0", "-01", "00", "1a", "a", "0x10", "1.0", "--1", "1-",
    "9223372036854775808", "-9223372036854775809", "18446744073709551616",
    "99999999999999999999", "100000000000000000000", "0\0",
  ]

  @Test("Every other spelling is refused", arguments: refused)
  func refuses(text: String) {
    #expect(parse(text) == nil)
  }

  @Test(arguments: 0..<4)
  func randomIntegersReadBack(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let value =
        Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0..<64, using: &random)
      #expect(write(value) == String(value), "seed \(seed)")
      #expect(parse(String(value)) == value, "seed \(seed)")
    }
  }

  private func parse(_ text: String) -> Int64? {
    Array(text.utf8).withUnsafeBytes { DecimalInteger.parse($0) }
  }

  private func write(_ value: Int64) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalInteger.longestText) { output in
      let length = DecimalInteger.write(value, to: output.baseAddress!)
      return String(decoding: output[..<length], as: UTF8.self)
    }
  }
}
