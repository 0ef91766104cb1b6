/// Times that two servers tell of the same moment: equal but for what passed between the two answers.
enum Moment {
  /// Two servers on a busy machine get to the same command this far apart at most.
  static let toleranceMs: Int64 = 20_000

  /// Milliseconds in one unit of the command's reply; nil when it tells no time.
  static func unitMs(_ exchange: Exchange) -> Int64? {
    switch exchange.name {
    case "ttl", "expiretime", "time": 1000
    case "pttl", "pexpiretime": 1
    case "object": exchange.word(1) == "idletime" ? 1000 : nil
    default: nil
    }
  }

  /// Whether a time left, or a point in time, lies that far ahead of now.
  static func isAhead(_ ms: Int64, by distance: Int64, _ exchange: Exchange) -> Bool {
    let isPoint = exchange.name.hasSuffix("expiretime")
    let left = isPoint ? ms - Time.wallMs : ms
    // The deadline may have been set when the run began.
    return left <= distance + toleranceMs && left > distance - 1_000_000
  }

  /// Whether the replies differ only in what time it was.
  static func isSame(_ exchange: Exchange) -> Bool {
    guard let unit = unitMs(exchange) else { return false }
    if exchange.name == "time" {
      let seconds = [exchange.theirs, exchange.ours].compactMap { reply in
        reply.elements?.first?.text.flatMap { Int64($0) }
      }
      return seconds.count == 2 && abs(seconds[0] - seconds[1]) * unit <= toleranceMs
    }
    guard let (theirs, ours) = exchange.integers, theirs >= 0, ours >= 0 else { return false }
    let (distance, isFar) = theirs.subtractingReportingOverflow(ours)
    return !isFar && abs(distance) <= toleranceMs / unit
  }
}
