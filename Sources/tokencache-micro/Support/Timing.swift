import Glibc

/// Nanoseconds of an operation.
enum Timing {
  /// Long enough for the clock not to matter, short enough to fit between two interruptions.
  private static let roundNs = 10_000_000.0

  /// The median and the least of the rounds, in ns of one operation.
  static func measure(_ benchmark: Benchmark, rounds: Int) -> (median: Double, least: Double) {
    let loop = benchmark.begin()
    let count = operations(loop)
    let figures = (0..<rounds).map { _ in elapsedNs { loop(count) } / Double(count) }.sorted()
    return (figures[rounds / 2], figures[0])
  }

  /// With two places.
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let places = hundredths % 100
    return "\(hundredths / 100).\(places < 10 ? "0" : "")\(places)"
  }

  /// How many operations a round takes. Finding out warms everything up.
  private static func operations(_ loop: (Int) -> Void) -> Int {
    var count = 1024
    while elapsedNs({ loop(count) }) < roundNs { count *= 2 }
    return count
  }

  private static func elapsedNs(_ body: () -> Void) -> Double {
    let began = now()
    body()
    return now() - began
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
