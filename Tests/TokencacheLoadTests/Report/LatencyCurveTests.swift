import Histogram
import Testing

@testable import tokencache_load

struct LatencyCurveTests {
  private func histogram(_ valuesUs: some Sequence<Int>) -> Histogram<UInt64> {
    var histogram = Histogram<UInt64>(
      highestTrackableValue: 1_000_000_000, numberOfSignificantValueDigits: .three)
    for value in valuesUs { _ = histogram.record(UInt64(value) * 1000) }
    return histogram
  }

  @Test func onePointForEachQuarterOfADoubling() throws {
    let points = LatencyCurve(histogram(1...1000)).points
    #expect(points.count == 41)
    let median = try #require(points.first { abs($0.oneIn - 2) < 0.001 })
    #expect(abs(median.valueUs - 500) < 2)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.valueUs <= $1.valueUs })
  }

  @Test func aSingleStallShowsAtItsEnd() throws {
    let last = try #require(
      LatencyCurve(histogram(Array(repeating: 10, count: 1000) + [90_000])).points.last)
    #expect(last.oneIn == 1001 && last.valueUs > 89_000)
  }

  @Test func nothingMeasuredHasNoPoints() {
    #expect(LatencyCurve(histogram([])).points.isEmpty)
  }
}
