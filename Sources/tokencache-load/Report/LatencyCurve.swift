import Histogram

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
