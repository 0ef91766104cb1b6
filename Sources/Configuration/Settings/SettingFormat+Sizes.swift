extension SettingFormat where Value == Int {
  /// A size in bytes within `range`.
  static func size(in range: ClosedRange<Int>) -> SettingFormat {
    SettingFormat(
      syntax: "SIZE",
      parse: { (arguments) throws(MalformedValue) in
        try ByteSize.parse(try arguments.single(), in: range)
      }, render: { String($0) }, spell: { ByteSize.spell($0) })
  }

  /// The limit for normal clients, written as Redis writes it: `normal HARD SOFT SECONDS`.
  ///
  /// Only the hard limit exists, so the soft one must be given as 0, or a bare hard limit will do.
  static func outputLimit(in range: ClosedRange<Int>) -> SettingFormat {
    SettingFormat(
      syntax: "normal SIZE 0 0",
      parse: { (arguments) throws(MalformedValue) in
        let words = arguments.words
        guard words.count == 1 || words.count == 4 && words[0].lowercased() == "normal" else {
          throw MalformedValue("must be written as: normal SIZE 0 0")
        }
        guard words.count == 1 || words[2...] == ["0", "0"] else {
          throw MalformedValue("has no soft limit: write it as 0 0")
        }
        let limit = words.count == 1 ? words[0] : words[1]
        guard limit != "0" else {
          throw MalformedValue("must not be unlimited: write normal 64mb 0 0")
        }
        return try ByteSize.parse(limit, in: range)
      }, render: { "normal \($0) 0 0" }, spell: { "normal \(ByteSize.spell($0)) 0 0" })
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
