extension SettingFormat where Value == Int {
  /// A size in bytes within `range`.
  static func size(in range: ClosedRange<Int>) -> SettingFormat {
    SettingFormat(
      syntax: "SIZE",
      parse: { (arguments) throws(MalformedValue) in
        try ByteSize.parse(try arguments.single(), in: range)
      }, render: { String($0) }, spell: { ByteSize.spell($0) })
  }
}

/// Sizes as redis.conf writes them: `k m g` are powers of 1000, `kb mb gb` powers of 1024, a bare
/// number is bytes. https://redis.io/docs/latest/operate/oss_and_stack/management/config-file/
enum ByteSize {
  private static let units = [
    "": 1, "b": 1, "k": 1_000, "kb": 1 << 10, "m": 1_000_000, "mb": 1 << 20,
    "g": 1_000_000_000, "gb": 1 << 30,
  ]

  static func parse(_ text: String, in range: ClosedRange<Int>) throws(MalformedValue) -> Int {
    guard let bytes = Quantity(text)?.scaled(by: units) else {
      throw MalformedValue("argument must be a memory value")
    }
    guard range.contains(bytes) else {
      throw .outside(spell(range.lowerBound), spell(range.upperBound))
    }
    return bytes
  }

  /// The largest unit that leaves a whole number.
  static func spell(_ bytes: Int) -> String {
    for (unit, name) in [(1 << 30, "gb"), (1 << 20, "mb"), (1 << 10, "kb")]
    where bytes >= unit && bytes % unit == 0 {
      return "\(bytes / unit)\(name)"
    }
    return String(bytes)
  }
}

extension SettingFormat where Value == Int64 {
  /// A span of time in milliseconds within `range`.
  static func time(in range: ClosedRange<Int64>) -> SettingFormat {
    SettingFormat(
      syntax: "TIME",
      parse: { (arguments) throws(MalformedValue) in
        guard let span = Quantity(try arguments.single())?.scaled(by: TimeSpan.units) else {
          throw MalformedValue("argument must be a time such as 500ms, 10s, 30m, 24h or 90d")
        }
        guard range.contains(Int64(span)) else {
          throw .outside(TimeSpan.spell(range.lowerBound), TimeSpan.spell(range.upperBound))
        }
        return Int64(span)
      }, render: { TimeSpan.render($0) }, spell: { TimeSpan.spell($0) })
  }
}

/// Spans of time: `ms s m h d`, a bare number is seconds.
enum TimeSpan {
  static let units = [
    "": 1_000, "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
  ]

  /// Bare seconds, as Redis answers; milliseconds where seconds would not say it all.
  static func render(_ ms: Int64) -> String {
    ms % 1_000 == 0 ? String(ms / 1_000) : "\(ms)ms"
  }

  /// The largest unit that leaves a whole number; one day is spelled `24h`, as people say it.
  static func spell(_ ms: Int64) -> String {
    if ms >= 2 * 86_400_000, ms % 86_400_000 == 0 { return "\(ms / 86_400_000)d" }
    for (unit, name) in [(3_600_000, "h"), (60_000, "m"), (1_000, "s")] as [(Int64, String)]
    where ms >= unit && ms % unit == 0 {
      return "\(ms / unit)\(name)"
    }
    return ms == 0 ? "0" : "\(ms)ms"
  }
}

extension SettingFormat where Value == Int {
  /// A whole number within `range`.
  static func number(in range: ClosedRange<Int>) -> SettingFormat {
    SettingFormat(
      syntax: "NUMBER",
      parse: { (arguments) throws(MalformedValue) in
        guard let value = Int(try arguments.single()) else {
          throw MalformedValue("argument couldn't be parsed into an integer")
        }
        guard range.contains(value) else {
          throw .outside("\(range.lowerBound)", "\(range.upperBound)")
        }
        return value
      }, render: { String($0) })
  }

  /// Permission bits of a file, in octal with or without a leading zero.
  static let fileMode = SettingFormat(
    syntax: "OCTAL",
    parse: { (arguments) throws(MalformedValue) in
      let text = try arguments.single()
      guard text.utf8.allSatisfy({ (0x30...0x37).contains($0) }), let mode = Int(text, radix: 8)
      else { throw MalformedValue("argument couldn't be parsed as an octal number") }
      guard mode <= 0o777 else { throw .outside("0", "777") }
      return mode
    }, render: { String($0, radix: 8) }, spell: { "0" + String($0, radix: 8) })
}

extension SettingFormat where Value == [String] {
  /// Percentiles between 0 and 100, as they are written; none is fine.
  /// https://redis.io/docs/latest/commands/info/
  static let percentiles = SettingFormat(
    syntax: "PERCENT...",
    parse: { (arguments) throws(MalformedValue) in
      let words = arguments.words
      guard words.count <= 16 else { throw MalformedValue("takes at most 16 percentiles") }
      for word in words {
        guard let percent = Double(word), percent.isFinite else {
          throw MalformedValue("Invalid latency-tracking-info-percentiles parameters")
        }
        guard (0...100).contains(percent) else {
          throw MalformedValue(
            "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]")
        }
      }
      return words
    }, render: { $0.joined(separator: " ") },
    spell: { $0.isEmpty ? "\"\"" : $0.joined(separator: " ") })
}

/// Decimal digits and the unit behind them: `256mb`, `24h`, `10`.
struct Quantity {
  let count: Int
  /// In lower case; empty for a bare number.
  let unit: String

  /// Nil unless the text begins with digits whose number fits.
  init?(_ text: String) {
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard let count = Int(digits) else { return nil }
    self.count = count
    unit = text.dropFirst(digits.count).lowercased()
  }

  /// The count in units of one, or nil when the unit is not among `units` or the product overflows.
  func scaled(by units: [String: Int]) -> Int? {
    guard let factor = units[unit] else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
  }
}
