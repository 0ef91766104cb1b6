import SeededRandom
import Testing

@testable import Commands

@Suite struct LatencyHistogramTests {
  /// Against the sorted list of all times.
  @Test(arguments: 1...20) func percentilesAreTrueToASixteenth(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let histogram = LatencyHistogram()
    defer { histogram.deallocate() }
    let times = (0..<2000).map { _ in random.next() >> UInt64.random(in: 28...62, using: &random) }
    for time in times { histogram.add(nanoseconds: time) }
    let sorted = times.sorted()
    for percent in [0, 1, 50, 90, 99, 99.9, 100] {
      let rank = max(Int((2000 * percent / 100).rounded(.up)), 1)
      let (truth, told) = (sorted[rank - 1], histogram.percentile(percent))
      #expect(told >= truth && told <= truth + truth / 16, "seed \(seed), p\(percent)")
    }
    #expect(histogram.count == 2000)
    #expect(histogram.cumulative.last?.count == 2000)
  }

  @Test func stepsAreThoseOfRedis() {
    let histogram = LatencyHistogram()
    defer { histogram.deallocate() }
    for power in 0..<14 { histogram.add(nanoseconds: 1000 << UInt64(power)) }
    let limits = [1, 2, 4, 8, 16, 33, 66, 132, 264, 528, 1056, 2113, 4227, 8454]
    #expect(histogram.cumulative.map { Int($0.microseconds) } == limits)
    #expect(histogram.cumulative.map { Int($0.count) } == Array(1...14))
  }

  @Test func anEndlessTimeCountsAsLong() {
    let histogram = LatencyHistogram()
    defer { histogram.deallocate() }
    histogram.add(nanoseconds: .max)
    #expect(histogram.percentile(50) == (1 << 37) - 1)
    histogram.removeAll()
    #expect(histogram.count == 0 && histogram.percentile(50) == 0)
  }
}
