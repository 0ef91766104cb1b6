import Commands
import Keyspace
import Testing

@Suite("L8: units cannot be confused in silence") struct UnitConfusionTests {
  @Test(arguments: [
    ("SET k v EXAT 1700000100000", "set"), ("SET k v EX 1700000100000", "set"),
    ("EXPIREAT k 1700000100000", "expireat"), ("EXPIRE k 1700000100000", "expire"),
    ("GETEX k EXAT 1700000100000", "getex"), ("SETEX k 1700000100000 v", "setex"),
    ("GETEX k EX 1700000100000", "getex"), ("EXPIREAT k 100000000001", "expireat"),
    ("EXPIREAT k 9223372036854775 NX", "expireat"),
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
    ("GETEX k PXAT 1700000100", "getex"), ("PEXPIREAT k 99999999999 NX", "pexpireat"),
    ("PEXPIREAT k 1000000001", "pexpireat"),
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
    "EXPIREAT k 99999999999", "PSETEX k 1700000100 v", "PEXPIREAT k 100000000000",
    "EXPIREAT k 100000000000", "PEXPIREAT k 1000000000", "SET k v EXAT 0", "SET k v EXAT x",
  ])
  func leavesSenseAlone(_ request: String) {
    let bench = CommandBench()
    bench("SET k v")
    bench(request)
    #expect(bench.services.confusions.isEmpty)
  }

  @Test func namesTheKindOfKeyAndNeverTheKey() {
    let bench = CommandBench()
    bench.keyspace.pointee.policies = .patterns(("oauth:*", .standard))
    for key in ["oauth:secret", "secret"] { bench("SET \(key) v EXAT 1700000100000") }
    #expect(bench.services.confusions.map(\.pattern) == ["oauth:*", nil])
  }

  @Test func noticesItInTheScriptsOfLockLibrariesToo() {
    let bench = CommandBench()
    bench("SET lock token")
    let script =
      #"if redis.call("get",KEYS[1]) == ARGV[1] then return redis.call("expire",KEYS[1],ARGV[2]) "#
      + "else return 0 end"
    #expect(bench("EVAL '\(script)' 1 lock token 1700000100000") == ":1|")
    #expect(bench.services.confusions.map(\.command) == ["expire"])
  }
}
