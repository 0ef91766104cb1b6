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
