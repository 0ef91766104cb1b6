import Histogram
import Testing

@testable import tokencache_load

struct PassOutcomeTests {
  @Test func percentilesComeFromEveryOperation() throws {
    var outcome = PassOutcome()
    for micros in 1...10_000 { outcome.record(.get, latencyNs: UInt64(micros) * 1000) }
    let columns = Report.latencyColumns(outcome.latencies[Verb.get.rawValue])
    let expected = ["p50": 5000.0, "p90": 9000, "p99": 9900, "p99.9": 9990, "max": 10_000]
    #expect(columns.map(\.name) == ["p50", "p90", "p99", "p99.9", "max"])
    for (name, value) in columns {
      let exact = try #require(expected[name])
      // Three significant digits are what the histogram keeps.
      #expect(abs(value - exact) <= exact / 1000, "\(name): \(value)")
    }
  }

  @Test func threadsAddUp() {
    var one = PassOutcome()
    var two = PassOutcome()
    (one.startNs, one.endNs, two.startNs, two.endNs) = (1000, 4000, 500, 2000)
    one.record(.set, latencyNs: 1000)
    two.record(.set, latencyNs: 3000)
    two.record(.get, latencyNs: 2000)
    two.countError("ERR full")
    one.add(two)
    #expect(one.operations == 3 && one.startNs == 500 && one.endNs == 4000)
    #expect(one.errors == ["ERR full": 1])
  }

  @Test func anAbsentValueIsMissingAndAnotherOneIsWrong() {
    var outcome = PassOutcome()
    outcome.countVerified(expected: true, found: true, equal: true)
    outcome.countVerified(expected: false, found: false, equal: false)
    #expect(outcome.isSound)
    outcome.countVerified(expected: true, found: false, equal: false)
    outcome.countVerified(expected: true, found: true, equal: false)
    outcome.countVerified(expected: false, found: true, equal: false)
    #expect(outcome.verified == 5 && outcome.missing == 1 && outcome.mismatched == 2)
  }
}
