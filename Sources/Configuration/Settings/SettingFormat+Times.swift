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
