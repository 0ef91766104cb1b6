import Foundation
import Testing

@testable import tokencache_load

struct ZipfTests {
  /// The law itself, summed up: rank k has probability k^-s / sum of all.
  @Test(arguments: [0.5, 0.99, 1.2]) func ranksFollowTheLaw(_ exponent: Double) {
    let count = 1000
    let draws = 400_000
    let zipf = Zipf(count: UInt64(count), exponent: exponent)
    var random = SplitMix64(seed: 42)
    var seen = [Int](repeating: 0, count: count)
    for _ in 0..<draws { seen[Int(zipf.rank(&random))] += 1 }
    let total = (1...count).reduce(0.0) { $0 + pow(Double($1), -exponent) }
    for rank in [1, 2, 3, 10, 100] {
      let expected = pow(Double(rank), -exponent) / total * Double(draws)
      let slack = 5 * expected.squareRoot() + 1
      #expect(abs(Double(seen[rank - 1]) - expected) < slack, "rank \(rank)")
    }
  }

  @Test func oneRankIsAlwaysDrawn() {
    let zipf = Zipf(count: 1, exponent: 0.99)
    var random = SplitMix64(seed: 1)
    #expect((0..<100).allSatisfy { _ in zipf.rank(&random) == 0 })
  }
}
