import Commands
import Testing

/// O2: what commands cost and which errors were replied.
@Suite struct StatisticsTests {
  @Test func callsTimesAndFailuresAreCounted() {
    let bench = CommandBench()
    bench.ticks.pointee.step = 5_000
    for request in [
      "SET k v", "GET k", "GET k", "GET", "INCR k", "NOPE", "CONFIG GET port", "CONFIG NOPE",
      "GETEX k EX nope", "MULTI", "GET k", "GET", "EXEC",
    ] { bench(request) }
    let info = bench("INFO commandstats")
    for line in [
      "set:calls=1,usec=5,usec_per_call=5.00,rejected_calls=0,failed_calls=0",
      "get:calls=2,usec=10,usec_per_call=5.00,rejected_calls=2,failed_calls=0",
      "incr:calls=1,usec=5,usec_per_call=5.00,rejected_calls=0,failed_calls=1",
      "config|get:calls=1,usec=5,usec_per_call=5.00,rejected_calls=0,failed_calls=0",
      "getex:calls=1,usec=5,usec_per_call=5.00,rejected_calls=0,failed_calls=1",
      "exec:calls=1,usec=5,usec_per_call=5.00,rejected_calls=0,failed_calls=1",
    ] { #expect(info.contains("|cmdstat_\(line)|"), "\(line) in \(info)") }
    #expect(!info.contains("cmdstat_del:") && !info.contains("cmdstat_config:"))
    #expect(bench("INFO stats").contains("|total_error_replies:7|"))
    let errors = bench("INFO errorstats")
    #expect(errors.contains("|errorstat_ERR:count=6|"))
    #expect(errors.contains("|errorstat_EXECABORT:count=1|"))
  }

  @Test func commandsOfATransactionCountByThemselves() {
    let bench = CommandBench()
    for request in ["MULTI", "SET a 1", "GET a", "MGET a b", "INCR a", "LPUSH a 1"] {
      bench(request)
    }
    bench("DISCARD")
    for request in ["MULTI", "SET a 1", "GET a", "MGET a b", "APPEND a x", "INCR a"] {
      bench(request)
    }
    bench.ticks.pointee.step = 1_000
    bench("EXEC")
    let info = bench("INFO commandstats")
    // MGET is timed by itself, so SET and GET before it share one reading and APPEND and INCR another.
    for line in [
      "set:calls=1,usec=0", "get:calls=1,usec=0", "mget:calls=1,usec=1", "append:calls=1,usec=0",
      "incr:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=1",
      "exec:calls=1,usec=4",
    ] {
      #expect(info.contains("|cmdstat_\(line),") || info.contains("|cmdstat_\(line)|"), "\(line)")
    }
  }

  @Test func aRequestThatWaitsCountsOnce() {
    let bench = CommandBench()
    bench("SET k v")
    bench.demoteAll()
    #expect(bench("GET k") == "$1|v|")
    #expect(bench.takeWaits() == ["keys 1 0"])
    #expect(bench("INFO commandstats").contains("|cmdstat_get:calls=1,"))
  }

  @Test func latenciesAreToldAsPercentilesAndAsAHistogram() {
    let bench = CommandBench()
    for step in [1_000, 1_000, 5_000, 40_000] as [UInt64] {
      bench.ticks.pointee.step = step
      bench("GET k")
    }
    bench.ticks.pointee.step = 0
    #expect(
      bench("INFO latencystats").contains(
        "|latency_percentiles_usec_get:p50=1.023,p99=40.959,p99.9=40.959|"))
    let get = "$3|get|*4|$5|calls|:4|$14|histogram_usec|*6|:1|:2|:8|:3|:66|:4|"
    #expect(bench("LATENCY HISTOGRAM get nope") == "*2|\(get)")
    #expect(bench("LATENCY HISTOGRAM nope") == "*0|")
    #expect(bench("LATENCY HISTOGRAM").contains(get))
    bench("HELLO 3")
    #expect(
      bench("LATENCY HISTOGRAM GET")
        == "%1|$3|get|%2|$5|calls|:4|$14|histogram_usec|%3|:1|:2|:8|:3|:66|:4|")
    #expect(bench("LATENCY HISTOGRAM latency").hasPrefix("%1|$17|latency|histogram|%2|"))
  }

  @Test func resettingForgetsAll() {
    let bench = CommandBench()
    for request in ["GET k", "GET", "CONFIG RESETSTAT"] { bench(request) }
    #expect(!bench("INFO commandstats").contains("cmdstat_get"))
    #expect(!bench("INFO errorstats").contains("errorstat_"))
    #expect(!bench("INFO latencystats").contains("_get:"))
    #expect(bench("INFO stats").contains("|total_error_replies:0|"))
  }

  @Test func everyCommandHasANumberOfItsOwn() {
    let table = CommandTable()
    var numbers: [Int] = []
    for command in table.commands {
      numbers.append(command.number)
      for subcommand in command.subcommands?.commands ?? .init(start: nil, count: 0) {
        numbers.append(subcommand.number)
      }
    }
    #expect(numbers.sorted() == Array(0..<table.numberCount))
  }
}
