import Bytes
import SeededRandom
import Testing

@Suite struct DecimalDoubleTests {
  static let texts: [(Double, String)] = [
    (0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (100, "100"), (0.1, "0.1"), (-0.5, "-0.5"),
    (3.0e-5, "0.00003"), (1.5e-7, "1.5e-7"), (1e-7, "1e-7"), (1e-6, "0.000001"),
    (123.456, "123.456"),
    (0.1 + 0.2, "0.30000000000000004"), (1e15, "1000000000000000"),
    (1e18, "1000000000000000000"), (0x1p62, "4611686018427387904"),
    (1e19, "1e+19"), (1e21, "1e+21"), (1e22, "1e+22"), (1.5e300, "1.5e+300"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
    (1e-10, "1e-10"),
    (-1.7976931348623157e308, "-1.7976931348623157e+308"),
    (1.2345678901234568e22, "12345678901234568000000"),
    (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
  ]

  @Test("P1: doubles are spelled as by Redis 7.2", arguments: texts)
  func writes(value: Double, text: String) {
    #expect(DecimalDouble.text(value) == text)
  }

  static let accepted: [(String, Double)] = [
    ("0", 0), ("1", 1), ("-1.5", -1.5), ("+2", 2), (".5", 0.5), ("1.", 1), ("1e3", 1000),
    ("0x10", 16), ("inf", .infinity), ("-Infinity", -.infinity), ("007", 7),
  ]

  @Test(arguments: accepted)
  func reads(text: String, value: Double) {
    #expect(parse(text) == value)
  }

  static let refused = [
    "", " 1", "1 ", "1x", "x", "nan", "-nan", "1e400", "-1e400", "1e-400", "1\0", "\0", "--1",
    String(repeating: "1", count: 513),
  ]

  @Test(arguments: refused)
  func refuses(text: String) {
    #expect(parse(text) == nil)
  }

  @Test("What is written reads back as the same double", arguments: 0..<4)
  func randomDoublesReadBack(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let value = Double(bitPattern: .random(in: 0 ... .max, using: &random))
      guard value.isFinite, value.isNormal else { continue }
      #expect(parse(DecimalDouble.text(value)) == value, "seed \(seed)")
    }
  }

  private func parse(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBytes { DecimalDouble.parse($0) }
  }
}
