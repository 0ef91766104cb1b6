extension SettingFormat where Value == Int64 {
  /// A sliding window: 0 would mean none.
  static let windowTime = time(in: 0...century).refusing(immortality)

  /// The furthest that a deadline may lie ahead.
  static let capTime = time(in: 1...century)
}

private let century: Int64 = 100 * 365 * 86_400_000

private let immortality: @Sendable (Int64) -> String? = { ms in
  ms > 0
    ? nil
    : "0 would make a save without an expiry immortal, and nothing is immortal here: entries that "
      + "never expire are what fills a cache until it falls over; give a time such as 24h or 90d"
}
