import Commands
import Testing

@Suite struct LatencyTests {
  private func bench(thresholdMs: Int64) -> CommandBench {
    let bench = CommandBench()
    var settings = InstrumentSettings()
    settings.latencyThresholdMs = thresholdMs
    bench.instruments.apply(settings)
    return bench
  }

  @Test func nothingIsRememberedWhileItIsOff() {
    let bench = bench(thresholdMs: 0)
    bench.instruments.latency.note(.storeCommit, 1000, atMs: epochMs)
    expect(
      [
        ("LATENCY LATEST", "*0|"), ("LATENCY HISTORY store-commit", "*0|"),
        ("LATENCY RESET", ":0|"),
        ("LATENCY HISTORY", "-ERR wrong number of arguments for 'latency|history' command|"),
        ("LATENCY nope", "-ERR unknown subcommand 'nope'. Try LATENCY HELP.|"),
      ], on: bench)
    #expect(bench("LATENCY DOCTOR").contains("latency-monitor-threshold"))
  }

  @Test func eventsAreKeptOneASecond() {
    let bench = bench(thresholdMs: 5)
    let monitor = bench.instruments.latency
    for (second, ms) in [(0, 7), (0, 9), (0, 8), (1, 4), (2, 5), (3, 6)] as [(Int64, Int64)] {
      monitor.note(.journalSync, ms, atMs: epochMs + second * 1000 + 10)
    }
    monitor.note(.coldRead, 20, atMs: epochMs)
    expect(
      [
        (
          "LATENCY LATEST",
          "*2|*4|$12|journal-sync|:1700000003|:6|:9|*4|$9|cold-read|:1700000000|:20|:20|"
        ),
        (
          "LATENCY HISTORY journal-sync",
          "*3|*2|:1700000000|:9|*2|:1700000002|:5|*2|:1700000003|:6|"
        ),
        ("LATENCY HISTORY nope", "*0|"), ("LATENCY RESET nope cold-read cold-read", ":1|"),
        ("LATENCY HISTORY cold-read", "*0|"), ("LATENCY RESET", ":1|"), ("LATENCY LATEST", "*0|"),
      ], on: bench)
  }

  @Test func aGraphShowsTheTimesFromTheOldestOn() {
    let bench = bench(thresholdMs: 1)
    let monitor = bench.instruments.latency
    for (secondsAgo, ms) in [(90_000, 100), (7_200, 1), (70, 51), (12, 100)] as [(Int64, Int64)] {
      monitor.note(.journalSync, ms, atMs: epochMs - secondsAgo * 1000)
    }
    let rule = String(repeating: "-", count: 80)
    let graph =
      "journal-sync - high 100 ms, low 1 ms (all time high 100 ms)\n\(rule)\n#  #\n|  |\n| #|\n|#||\n"
      + "\n1211\ndhm2\n   s\n"
    expect(
      [
        ("LATENCY GRAPH journal-sync", "$\(graph.utf8.count)|\(graph)|"),
        ("LATENCY GRAPH command", "-ERR No samples available for event 'command'|"),
        ("LATENCY GRAPH x", "-ERR No samples available for event 'x'|"),
        ("LATENCY GRAPH", "-ERR wrong number of arguments for 'latency|graph' command|"),
      ], on: bench)
  }

  @Test func onlyTheNewestAreKept() {
    let bench = bench(thresholdMs: 1)
    for second in 0..<500 as Range<Int64> {
      bench.instruments.latency.note(.checkpoint, 2, atMs: second * 1000)
    }
    let history = bench("LATENCY HISTORY checkpoint")
    #expect(history.hasPrefix("*160|*2|:340|:2|") && history.hasSuffix("*2|:499|:2|"))
  }

  @Test func slowCommandsAreEvents() {
    let bench = bench(thresholdMs: 3)
    bench.ticks.pointee.step = 3_000_000
    bench("MGET a b")
    bench("GET a")
    bench.ticks.pointee.step = 0
    #expect(
      bench("LATENCY LATEST")
        == "*2|*4|$7|command|:1700000000|:3|:3|*4|$12|fast-command|:1700000000|:3|:3|")
    #expect(bench("LATENCY DOCTOR").contains("1. command: 1 spikes, mean 3 ms"))
  }
}
