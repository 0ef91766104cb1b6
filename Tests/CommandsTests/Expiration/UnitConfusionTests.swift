import Commands
import Testing

@Suite("L8: units cannot be confused in silence") struct UnitConfusionTests {
  @Test(arguments: [
    ("SET k v EXAT 1700000100000", "set"), ("SET k v EX 1700000100000", "set"),
    ("EXPIREAT k 1700000100000", "expireat"), ("EXPIRE k 1700000100000", "expire"),
    ("GETEX k EXAT 1700000100000", "getex"), ("SETEX k 1700000100000 v", "setex"),
  ])
  func noticesMillisecondsForSeconds(_ request: String, _ command: String) {
    let bench = CommandBench()
    bench("SET k v")
    bench(request)
    #expect(bench.services.confusions.map(\.command) == [command])
    #expect(bench.services.confusions.map(\.cause) == [.millisecondsForSeconds])
    #expect(bench("TTL k") == ":34560000|", "the cap decides")
  }

  @Test(arguments: [
    ("SET k v PXAT 1700000100", "set"), ("PEXPIREAT k 1700000100", "pexpireat"),
    ("GETEX k PXAT 1700000100", "getex"),
  ])
  func noticesSecondsForMilliseconds(_ request: String, _ command: String) {
    let bench = CommandBench()
    bench("SET k v")
    bench(request)
    #expect(bench.services.confusions.map(\.command) == [command])
    #expect(bench.services.confusions.map(\.cause) == [.secondsForMilliseconds])
    #expect(bench("EXISTS k") == ":0|", "Redis' rule decides: the time has passed")
  }

  @Test(arguments: [
    "SET k v EX 31536000", "SET k v EXAT 1700000100", "SET k v PXAT 1700000100000",
    "PEXPIREAT k 1", "EXPIREAT k 1", "EXPIREAT k -1700000100000", "PEXPIRE k 1700000100",
    "EXPIREAT k 99999999999",
  ])
  func leavesSenseAlone(_ request: String) {
    let bench = CommandBench()
    bench("SET k v")
    bench(request)
    #expect(bench.services.confusions.isEmpty)
  }
}
