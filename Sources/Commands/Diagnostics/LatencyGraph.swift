/// What `LATENCY GRAPH event` draws: a column for each sample, the oldest on the left, and below it
/// how long ago that was, read from top to bottom.
/// https://redis.io/docs/latest/commands/latency-graph/
enum LatencyGraph {
  private static let rows = 4

  /// - Parameter series: Not empty.
  static func text(
    _ event: LatencyEvent, _ series: LatencyMonitor.Series, nowSeconds: Int64
  ) -> String {
    let times = series.samples.map(\.ms)
    let (low, high) = (times.min() ?? 0, times.max() ?? 0)
    let ages = series.samples.map { age(max(nowSeconds - $0.seconds, 0)) }
    let title =
      "\(event.rawValue) - high \(high) ms, low \(low) ms (all time high \(series.maxMs) ms)"
    let rule = String(repeating: "-", count: 80)
    let lines = [title, rule] + columns(times, low, high) + [""] + rows(of: ages)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The highest time fills its column, the lowest has the mark of the bottom row.
  private static func columns(_ times: [Int64], _ low: Int64, _ high: Int64) -> [String] {
    let heights = times.map { time in
      high > low ? Int((time - low) * Int64(rows - 1) / (high - low)) : 0
    }
    return (0..<rows).reversed().map { row in
      String(heights.map { $0 == row ? "#" as Character : $0 > row ? "|" : " " })
    }
  }

  private static func rows(of ages: [String]) -> [String] {
    let deepest = ages.map(\.utf8.count).max() ?? 0
    return (0..<deepest).map { row in
      String(ages.map { age in age.dropFirst(row).first ?? " " })
    }
  }

  /// In the largest unit that it reaches: `7s`, `15m`, `3h`, `2d`.
  private static func age(_ seconds: Int64) -> String {
    switch seconds {
    case ..<60: "\(seconds)s"
    case ..<3_600: "\(seconds / 60)m"
    case ..<86_400: "\(seconds / 3_600)h"
    default: "\(seconds / 86_400)d"
    }
  }
}
