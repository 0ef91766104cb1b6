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
