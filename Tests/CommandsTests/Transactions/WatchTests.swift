import Commands
import Keyspace
import Testing

@Suite struct WatchTests {
  @Test(arguments: [
    "SET k other", "DEL k", "INCR k", "EXPIRE k 100", "PERSIST k", "RENAME k x", "RENAME x k",
    "GETEX k EX 10", "APPEND k x", "MOVE k 4", "FLUSHALL", "SET k 1 EXAT 1", "GETDEL k",
  ])
  func anotherClientsChangeMakesExecNull(_ change: String) {
    let bench = CommandBench()
    let other = CommandBench.Bystander(bench, database: 0)
    expect(
      [("SET k 1 EX 50", "+OK|"), ("SET x 2", "+OK|"), ("WATCH k", "+OK|"), ("MULTI", "+OK|")],
      on: bench)
    other(change)
    expect(
      [
        ("SET ran 1", "+QUEUED|"), ("EXEC", "*-1|"), ("GET ran", "$-1|"),
        ("EXEC", "-ERR EXEC without MULTI|"), ("MULTI", "+OK|"), ("SET ran 1", "+QUEUED|"),
        ("EXEC", "*1|+OK|"),
      ], on: bench)
  }

  @Test(arguments: [
    "GET k", "TTL k", "SET other 1", "EXISTS k", "SET missing 1 EXAT 1", "DEL missing",
    "GETEX k",
  ])
  func whatDoesNotChangeTheKeyIsNoConflict(_ request: String) {
    let bench = CommandBench()
    let other = CommandBench.Bystander(bench, database: 0)
    expect([("SET k 1", "+OK|"), ("WATCH k missing", "+OK|"), ("MULTI", "+OK|")], on: bench)
    bench.advance(seconds: 3600)
    other(request)
    expect([("SET ran 1", "+QUEUED|"), ("EXEC", "*1|+OK|")], on: bench)
  }

  @Test func theSameKeyOfAnotherDatabaseIsAnotherKey() {
    let bench = CommandBench()
    expect([("SET k 1", "+OK|"), ("WATCH k", "+OK|"), ("MULTI", "+OK|")], on: bench)
    CommandBench.Bystander(bench, database: 1)("SET k 2")
    expect([("PING", "+QUEUED|"), ("EXEC", "*1|+PONG|")], on: bench)
  }

  @Test func theClientsOwnChangeCountsAndResp3SaysNull() {
    let bench = CommandBench()
    bench("HELLO 3")
    expect(
      [
        ("WATCH k", "+OK|"), ("SET k 1", "+OK|"), ("MULTI", "+OK|"), ("PING", "+QUEUED|"),
        ("EXEC", "_|"),
      ], on: bench)
  }

  @Test(arguments: ["UNWATCH", "RESET"])
  func watchesCanBeForgotten(_ request: String) {
    let bench = CommandBench()
    expect([("SET k 1", "+OK|"), ("WATCH k", "+OK|")], on: bench)
    bench(request)
    #expect(bench.services.fakePeers.watches.isEmpty)
    CommandBench.Bystander(bench, database: 0)("SET k 2")
    expect([("MULTI", "+OK|"), ("PING", "+QUEUED|"), ("EXEC", "*1|+PONG|")], on: bench)
  }

  @Test(arguments: ["EXEC", "DISCARD"])
  func execAndDiscardForgetWatches(_ end: String) {
    let bench = CommandBench()
    expect([("WATCH k", "+OK|"), ("MULTI", "+OK|")], on: bench)
    bench(end)
    #expect(bench.services.fakePeers.watches.isEmpty)
    bench("WATCH k")
    bench.services.fakePeers.watches.forget(client: bench.session.pointee.id)
    #expect(
      bench.services.fakePeers.watches.isEmpty, "a client that has disconnected watches nothing")
  }

  @Test("L4: a watched key that expires makes EXEC null", arguments: [false, true])
  func expiry(isOnDisk: Bool) {
    let bench = CommandBench()
    expect([("SET k 1 EX 5", "+OK|"), ("WATCH k", "+OK|"), ("MULTI", "+OK|")], on: bench)
    if isOnDisk { bench.demoteAll() }
    bench.advance(seconds: 6)
    expect([("PING", "+QUEUED|"), ("EXEC", "*-1|")], on: bench)
  }

  @Test func aKeyThatHadExpiredWhenItWasWatchedIsNoConflict() {
    let bench = CommandBench()
    bench("SET k 1 EX 5")
    bench.keyspace.pointee.signalsWanted = true
    bench.advance(seconds: 6)
    expect(
      [("WATCH k", "+OK|"), ("MULTI", "+OK|"), ("PING", "+QUEUED|"), ("EXEC", "*1|+PONG|")],
      on: bench)
  }

  @Test func aKeySavedAgainAfterItsExpiryIsAConflict() {
    let bench = CommandBench()
    expect([("SET k 1 EX 5", "+OK|"), ("WATCH k", "+OK|"), ("MULTI", "+OK|")], on: bench)
    bench.advance(seconds: 6)
    CommandBench.Bystander(bench, database: 0)("SET k 1")
    expect([("PING", "+QUEUED|"), ("EXEC", "*-1|")], on: bench)
  }

  @Test func aChangeWhileExecWaitsForColdKeysIsAConflict() {
    let bench = CommandBench()
    let other = CommandBench.Bystander(bench, database: 0)
    expect([("SET k 1", "+OK|"), ("SET cold 1", "+OK|")], on: bench)
    bench.demoteAll()
    expect([("WATCH k", "+OK|"), ("MULTI", "+OK|"), ("INCR cold", "+QUEUED|")], on: bench)
    bench.whileWaiting = {
      bench.whileWaiting = nil
      other("SET k 2")
    }
    expect([("EXEC", "*-1|"), ("GET cold", "$1|1|")], on: bench)
  }
}
