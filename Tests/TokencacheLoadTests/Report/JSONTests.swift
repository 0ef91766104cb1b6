import Foundation
import Testing

@testable import tokencache_load

struct JSONTests {
  @Test func everyKindIsRendered() {
    let document = JSON.object([
      ("text", .text("a \"b\" \\ \n")), ("whole", .whole(.max)), ("decimal", .decimal(1.25)),
      ("unknown", .decimal(.nan)), ("truth", .truth(true)),
      ("list", .list([.whole(1), .list([])])),
    ])
    #expect(
      document.rendered == #"{"text": "a \"b\" \\ \u000a", "whole": 18446744073709551615, "#
        + #""decimal": 1.250, "unknown": null, "truth": true, "list": [1, []]}"#)
  }

  @Test func aReportIsReadByAnotherParser() throws {
    var outcome = PassOutcome()
    (outcome.startNs, outcome.endNs) = (0, 2_000_000_000)
    for micros in 1...1000 { outcome.record(.get, latencyNs: UInt64(micros) * 1000) }
    outcome.countError("ERR \"quoted\"")
    let report = Report(
      workload: "get", endpoint: "127.0.0.1:1", clients: 2, pipeline: 1, outcome: outcome,
      readback: nil, server: nil)
    let parsed = try JSONSerialization.jsonObject(with: Data(report.json.utf8))
    let members = try #require(parsed as? [String: Any])
    #expect(members["operations_per_second"] as? Double == 500)
    let latencies = try #require(members["latency_us"] as? [String: [String: Any]])
    #expect(latencies.keys.sorted() == ["GET"] && latencies["GET"]?["count"] as? Int == 1000)
    let curves = try #require(members["latency_curve_us"] as? [String: [[Double]]])
    #expect(curves["GET"]?.first?.count == 2)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (1.005, 1, "1.0"), (0.05, 1, "0.1"), (12.5, 0, "13"), (-0.5, 1, "-0.5"),
    (.infinity, 1, "-"),
  ])
  func decimalsAreRounded(_ number: Double, _ decimals: Int, _ text: String) {
    #expect(number.text(decimals: decimals) == text)
  }
}
