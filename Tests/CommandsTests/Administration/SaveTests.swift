import Testing

@testable import Commands

/// D6: copies of the database, and the end of the server.
@Suite struct SaveTests {
  @Test func aSaveAnswersWhenTheCopyIsComplete() {
    let bench = CommandBench()
    #expect(bench("SAVE") == "+OK|")
    #expect(bench.takeWaits() == ["backup"])
    bench.services.fakeBackups.isRunning = true
    expect(
      [
        ("SAVE", "-ERR Background save already in progress|"),
        ("SAVE x", "-ERR wrong number of arguments for 'save' command|"),
        ("MULTI", "+OK|"), ("SAVE", "-ERR Command not allowed inside a transaction|"),
      ], on: bench)
    #expect(bench.takeWaits() == [])
  }

  @Test func aBackgroundSaveAnswersAtOnce() {
    let bench = CommandBench()
    expect(
      [
        ("BGSAVE x", "-ERR syntax error|"), ("BGSAVE SCHEDULE x", "-ERR syntax error|"),
        ("BGSAVE", "+Background saving started|"),
        ("BGSAVE", "-ERR Background save already in progress|"),
        ("BGSAVE schedule", "-ERR Background save already in progress|"),
        ("LASTSAVE", ":1700000000|"),
      ], on: bench)
    #expect(bench.services.fakeBackups.starts == [epochMs])
  }

  @Test func aShutdownTakesRedisOptions() {
    let bench = CommandBench()
    for request in [
      "SHUTDOWN SAVE NOSAVE", "SHUTDOWN x", "SHUTDOWN NOW x", "SHUTDOWN ABORT NOW",
    ] { #expect(bench(request) == "-ERR syntax error|") }
    #expect(bench("SHUTDOWN ABORT") == "-ERR No shutdown in progress.|")
    #expect(bench.services.shutdowns.isEmpty)
    for request in ["SHUTDOWN", "SHUTDOWN SAVE", "shutdown now"] { #expect(bench(request) == "") }
    #expect(bench.services.shutdowns == [false, false, false])
    bench.services.refusesToShutDown = true
    #expect(bench("SHUTDOWN") == "-ERR Errors trying to SHUTDOWN. Check logs.|")
    #expect(bench("SHUTDOWN FORCE") == "" && bench("SHUTDOWN NOSAVE NOW") == "")
    #expect(bench.services.shutdowns.count == 5)
  }

  @Test func aRewriteTellsWhyItFailed() {
    let bench = CommandBench()
    #expect(bench("CONFIG REWRITE") == "+OK|")
    bench.services.rewriteFailure = CommandFailure(
      "ERR The server is running without a config file")
    #expect(bench("CONFIG REWRITE") == "-ERR The server is running without a config file|")
  }
}
