import Histogram

/// The figures of a finished run.
struct Report {
  let workload: String
  let endpoint: String
  let clients: Int
  let pipeline: Int
  let outcome: PassOutcome
  /// The readback after a workload that wrote, when one was asked for.
  let readback: PassOutcome?
  /// The server process before and after the measured pass.
  let server: (before: ServerSample, after: ServerSample)?

  var isSound: Bool { outcome.isSound && (readback?.isSound ?? true) }

  var operationsPerSecond: Double {
    outcome.seconds > 0 ? Double(outcome.operations) / outcome.seconds : 0
  }

  var serverCpuUsPerOperation: Double? {
    guard let server, outcome.operations > 0 else { return nil }
    return Double(server.after.cpuUs - server.before.cpuUs) / Double(outcome.operations)
  }

  var verified: UInt64 { outcome.verified + (readback?.verified ?? 0) }
  var missing: UInt64 { outcome.missing + (readback?.missing ?? 0) }
  var mismatched: UInt64 { outcome.mismatched + (readback?.mismatched ?? 0) }

  /// The verbs that were sent.
  var recordedVerbs: [Verb] {
    Verb.allCases.filter { outcome.latencies[$0.rawValue].totalCount > 0 }
  }

  /// Every error text with its count, the most frequent first.
  var errors: [(text: String, count: UInt64)] {
    let all = outcome.errors.merging(readback?.errors ?? [:], uniquingKeysWith: +)
    return all.map { ($0.key, $0.value) }.sorted { $0.count > $1.count }
  }

  /// The latency columns, in microseconds.
  static func latencyColumns(_ histogram: Histogram<UInt64>) -> [(name: String, valueUs: Double)] {
    let percentiles = [("p50", 50.0), ("p90", 90.0), ("p99", 99.0), ("p99.9", 99.9)]
    var columns = percentiles.map { name, percentile in
      (name, Double(histogram.valueAtPercentile(percentile)) / 1000)
    }
    columns.append(("max", Double(histogram.maxRecorded) / 1000))
    return columns
  }
}

/// The whole distribution of latencies as a plot needs it: for every point one in `oneIn` operations
/// took longer than `valueUs`. The points are a quarter of a doubling apart, so that a logarithmic
/// axis shows the rare ones as wide as the common ones; the longest of all is the last.
struct LatencyCurve {
  struct Point: Equatable {
    let oneIn: Double
    let valueUs: Double
  }

  let points: [Point]

  init(_ histogram: Histogram<UInt64>) {
    var points: [Point] = []
    var oneIn = 1.0
    while oneIn < Double(histogram.totalCount) {
      let percentile = 100 * (1 - 1 / oneIn)
      let valueNs = histogram.valueAtPercentile(percentile)
      points.append(Point(oneIn: oneIn, valueUs: Double(valueNs) / 1000))
      oneIn *= 1.189_207_115_002_721
    }
    if histogram.totalCount > 0 {
      let longestUs = Double(histogram.maxRecorded) / 1000
      points.append(Point(oneIn: Double(histogram.totalCount), valueUs: longestUs))
    }
    self.points = points
  }
}
