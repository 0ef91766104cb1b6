import Commands
import Testing

@Suite struct SlowLogTests {
  private func bench(slowerThan microseconds: Int64, keeping count: Int = 128) -> CommandBench {
    let bench = CommandBench()
    var settings = InstrumentSettings()
    settings.slowerThanMicroseconds = microseconds
    settings.slowLogMaxCount = count
    bench.instruments.apply(settings)
    return bench
  }

  private func entry(_ id: Int, _ arguments: String...) -> String {
    let words = arguments.map { "$\($0.utf8.count)|\($0)|" }.joined()
    return "*6|:\(id)|:1700000000|:20|*\(arguments.count)|\(words)$15|127.0.0.1:50000|$0||"
  }

  @Test func slowCommandsAreKeptWithoutTheirValues() {
    let bench = bench(slowerThan: 20)
    bench.ticks.pointee.step = 19_000
    bench("GET fast")
    bench.ticks.pointee.step = 20_000
    for request in [
      "SET k secret EX 10", "MSET a 1 b 2", "AUTH user password", "CONFIG SET maxclients 7",
      "GETDEL k",
    ] { bench(request) }
    bench.ticks.pointee.step = 0
    let x = "(redacted)"
    #expect(
      bench("SLOWLOG GET") == "*5|" + entry(4, "GETDEL", "k")
        + entry(3, "CONFIG", "SET", x, x) + entry(2, "AUTH", x, x)
        + entry(1, "MSET", "a", x, "b", x) + entry(0, "SET", "k", x, x, x))
    expect(
      [
        ("SLOWLOG LEN", ":5|"), ("SLOWLOG GET 1", "*1|" + entry(4, "GETDEL", "k")),
        ("SLOWLOG GET 0", "*0|"), ("SLOWLOG RESET", "+OK|"), ("SLOWLOG LEN", ":0|"),
        ("SLOWLOG GET -1", "*0|"),
        ("SLOWLOG GET -2", "-ERR count should be greater than or equal to -1|"),
        ("SLOWLOG GET x", "-ERR count should be greater than or equal to -1|"),
        (
          "SLOWLOG GET 1 2",
          "-ERR unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP.|"
        ),
        ("SLOWLOG nope", "-ERR unknown subcommand 'nope'. Try SLOWLOG HELP.|"),
      ], on: bench)
  }

  @Test func theOldestGoWhenTheLogTakesTooMuch() {
    let bench = bench(slowerThan: 0, keeping: 10_000)
    var settings = InstrumentSettings()
    settings.slowerThanMicroseconds = 0
    settings.slowLogMaxCount = 10_000
    settings.slowLogMaxBytes = 20_000
    bench.instruments.apply(settings)
    bench("CLIENT SETNAME " + String(repeating: "n", count: 1000))
    for number in 0..<100 { bench("GET k\(number)") }
    #expect(bench("SLOWLOG LEN") == ":15|")
    #expect((10_000...20_000).contains(bench.instruments.byteCount))
    #expect(bench("SLOWLOG GET 2").contains("$3|k99|"))
  }

  @Test func longRequestsAreCut() {
    let bench = bench(slowerThan: 0)
    let key = String(repeating: "k", count: 200)
    bench("GET \(key)")
    let cut = String(repeating: "k", count: 128) + "... (72 more bytes)"
    #expect(bench("SLOWLOG GET 1").contains("$3|GET|$147|\(cut)|"))
    bench("MGET " + (0..<40).map { "k\($0)" }.joined(separator: " "))
    let shown = bench("SLOWLOG GET 1")
    #expect(
      shown.contains("*32|$4|MGET|$2|k0|") && shown.contains("$3|k29|$23|... (10 more arguments)|"))
  }

  @Test func theOldestGoFirst() {
    let bench = bench(slowerThan: 0, keeping: 2)
    for key in ["a", "b", "c"] { bench("GET \(key)") }
    bench.instruments.apply(InstrumentSettings())
    let shown = bench("SLOWLOG GET -1")
    #expect(shown.hasPrefix("*2|*6|:2|") && shown.contains("*6|:1|"))
  }

  @Test func nothingIsKeptWhenItIsOff() {
    for bench in [bench(slowerThan: -1), bench(slowerThan: 0, keeping: 0)] {
      bench.ticks.pointee.step = 1 << 40
      bench("GET k")
      #expect(bench("SLOWLOG LEN") == ":0|")
    }
  }

  @Test func transactionsAreLoggedCommandByCommand() {
    let bench = bench(slowerThan: 0)
    for request in ["MULTI", "SET k v", "EXEC"] { bench(request) }
    let shown = bench("SLOWLOG GET")
    #expect(shown.contains("$3|SET|$1|k|$10|(redacted)|") && !shown.contains("EXEC"))
  }
}
