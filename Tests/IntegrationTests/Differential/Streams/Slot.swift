import SeededRandom

/// What may stand in a place of a command.
enum Slot: String, Sendable {
  case key = "KEY"
  case absentKey = "ABSENT"
  case value = "VALUE"
  case integer = "INT"
  case float = "FLOAT"
  /// Where SETRANGE begins to write: near the beginning, or further than any server goes.
  case offset = "OFFSET"
  /// A place in a value, for reading.
  case place = "PLACE"
  /// Times that cannot come while a stream runs, at least a quarter of an hour ahead.
  case seconds = "SEC"
  case milliseconds = "MS"
  case atSeconds = "AT"
  case atMilliseconds = "ATMS"
  /// Points in time that have passed, in either unit.
  case past = "PAST"
  /// Relative times that no two commands share, for conditions that compare them: what is equal on
  /// one server may be a millisecond apart on the other.
  case ownSeconds = "OWNSEC"
  case ownMilliseconds = "OWNMS"
  case brokenTime = "BROKEN"
  /// Times beyond `max-ttl`.
  case farSeconds = "FARSEC"
  case farMilliseconds = "FARMS"
  case farAtSeconds = "FARAT"
  case farAtMilliseconds = "FARATMS"
  case database = "DB"
  case pattern = "GLOB"
  case channel = "CHANNEL"
  case cursor = "CURSOR"
  case count = "COUNT"
  case name = "NAME"
  case version = "VERSION"
  case digest = "SHA"
  case junk = "JUNK"
}

/// The words from which the slots are filled: few keys, so that commands meet, and numbers in every
/// spelling.
struct Vocabulary: Sendable {
  typealias Word = [UInt8]

  private let words: [Slot: [Word]]

  /// - Parameter nowSeconds: Points in time are written around this one.
  init(nowSeconds: Int64) {
    var words = Vocabulary.timeless
    let times = [1_000, 86_400, 100_000, 20_000_000 as Int64].map { nowSeconds + $0 }
    // In milliseconds the greatest integer is a time like any other, though far away.
    let broken = Vocabulary.brokenTimes.filter { $0 != "\(Int64.max)" }
    words[.atSeconds] = Vocabulary.bytes(times.map { "\($0)" } + broken)
    words[.atMilliseconds] = Vocabulary.bytes(times.map { "\($0 * 1000 + 123)" } + broken)
    let past = [400_000, 100 as Int64].map { nowSeconds - $0 } + [1, 1_000]
    words[.past] = Vocabulary.bytes(past.map { "\($0)" })
    self.words = words
  }

  func pick(_ slot: Slot, _ random: inout SeededGenerator) -> Word {
    guard let choice = words[slot] else { preconditionFailure("no words for \(slot)") }
    return choice[random.below(choice.count)]
  }

  private static func bytes(_ texts: [String]) -> [Word] { texts.map { Array($0.utf8) } }

  private static let times = ["1000", "1001", "3600", "86400", "400000", "20000000"]
  private static let brokenTimes = [
    "0", "-1", "-5000", "1.5", "", "abc", "+1000", " 1000", "1000 ", "01000", "-0",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "99999999999999999999",
  ]

  private static let numbers = [
    "0", "1", "-1", "5", "10", "42", "-17", "100000", "2147483648", "-2147483649",
    "9223372036854775807", "-9223372036854775808", "9223372036854775806", "4611686018427387904",
  ]
  private static let noNumbers = [
    "", "abc", "1.0", "+1", "01", "1 ", " 1", "-0", "--1", "0x10", "1e3", "9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "1\u{0}", "٣",
  ]
  private static let floats = [
    "0.1", "0.2", "-0.3", "3.0", "5e3", "1e-5", "1.5", "-1.5e10", "1e17", "123456789.123456789",
    "0.00000000000000001", "1e300", "-1e300", "0x1p3", "1e-400", "1e5000", "nan", "inf", "-inf",
    "1.0e", "1,5", "3.",
  ]

  private static let timeless: [Slot: [Word]] = [
    .key: bytes((0..<20).map { "k\($0)" })
      + [[], [0, 13, 10, 255], Array("with space".utf8), [UInt8](repeating: 0x6B, count: 300)],
    .absentKey: bytes(["no:such:key", "no:other"]),
    .value: bytes(numbers + noNumbers + floats + ["v", "w", "other", "x y", "[a-c]*"]) + long,
    .integer: bytes(numbers + noNumbers),
    .float: bytes(floats + numbers + noNumbers),
    .offset: bytes(
      ["0", "1", "3", "10", "100", "1000", "-1", "600000000", "4294967296", "9223372036854775807"]
        + noNumbers),
    .place: bytes(
      ["0", "1", "2", "3", "-1", "-2", "-5", "10", "100", "-100", "4294967296"] + numbers
        + noNumbers),
    .seconds: bytes(times + times + brokenTimes),
    .milliseconds: bytes(times.map { $0 + "000" } + times.map { $0 + "123" } + brokenTimes),
    .brokenTime: bytes(brokenTimes),
    .farSeconds: bytes(["34560010", "99999999", "9223372036"]),
    .farMilliseconds: bytes(["34560010000", "9223372036000", "9000000000000000000"]),
    .farAtSeconds: bytes(["9999999999", "253402300799", "9223372036854775"]),
    .farAtMilliseconds: bytes(["9999999999999", "253402300799000", "9223372036854775807"]),
    .database: bytes(
      ["0", "0", "1", "2", "3", "15", "16", "-1", "256", "4294967296", "9999999999999999999", "x"]
        + ["", "01", "1.0"]),
    .pattern: bytes(
      ["*", "k*", "k?", "k1?", "k[0-4]", "k[^0-4]", "k[4-0]", "\\k1", "k[", "k[a", "*1", "", "**"]
        + ["[k]1*", "k\\", "K*", "?*?"]),
    .channel: bytes(["news", "new", "n*", "n?ws", "n[e]ws", "", "other", "chan:1"]) + [[0, 255]],
    .cursor: bytes(["0", "0", "0", "00", "abc", "", "-", "99999999999999999999999", "1x", " 0"]),
    .count: bytes(["1000", "5000", "1000", "10", "1", "0", "-1", "x", "", "9223372036854775808"]),
    .name: bytes(["alice", "bob-1", "", "with space", "tab\t", "line\n", "ü", "~!@#$%^&*()"]),
    .version: bytes(["2", "3", "2", "3", "1", "4", "-1", "x", "", "3.0", "99999999999999999999"]),
    .digest: bytes([
      "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "E0E1F9FABFC9D4800C877A703B823AC0578FF8DB", "x",
    ]),
    .junk: bytes(
      ["nx", "xx", "get", "ex", "px", "keepttl", "junk", "", "0", "-1", "*", "replace", "db", "gt"]
        + ["'quoted'", "line\nbreak", "\r\n", "%s%n"])
      + [[0, 1, 2], [UInt8](repeating: 0x6A, count: 200)],
  ]

  /// Around the 44 bytes up to which Redis keeps a string in one block, and some that are longer
  /// than a line or a packet.
  private static let long: [Word] = [20, 21, 44, 45, 300, 5_000, 20_000].map {
    [UInt8](repeating: 0x78, count: $0)
  }
}

extension SeededGenerator {
  mutating func below(_ bound: Int) -> Int {
    // Safe: the remainder is below `bound`, which is an Int.
    Int(truncatingIfNeeded: next() % UInt64(bound))
  }

  /// True once in `count` times.
  mutating func once(in count: Int) -> Bool { below(count) == 0 }
}
