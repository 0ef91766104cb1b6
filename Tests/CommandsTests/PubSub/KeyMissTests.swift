import Keyspace
import Testing

@Suite struct KeyMissTests {
  /// Looked up in redis-server 7.0.15, with the counters that go with it.
  @Test(arguments: [
    ("GET z", 1), ("MGET z z", 2), ("STRLEN z", 1), ("EXISTS z z", 2), ("TYPE z", 1),
    ("TTL z", 1), ("PTTL z", 1), ("EXPIRETIME z", 1), ("PEXPIRETIME z", 1), ("TOUCH z", 1),
    ("GETRANGE z 0 1", 1), ("SUBSTR z 0 1", 1), ("GETDEL z", 1), ("GETEX z", 1),
    ("GETEX z PERSIST", 1), ("GETSET z v", 1), ("SET z 1 GET", 1), ("SET z 1 XX GET", 1),
    ("COPY z y", 1), ("INCR z", 0), ("APPEND z v", 0), ("SETRANGE z 1 v", 0), ("RENAME z y", 0),
    ("RENAMENX z y", 0), ("MOVE z 1", 0), ("EXPIRE z 4", 0), ("PERSIST z", 0), ("SETNX z v", 0),
    ("DEL z", 0), ("UNLINK z", 0), ("SET z 1 XX", 0), ("MSETNX z 1", 0), ("OBJECT ENCODING z", 0),
    ("MEMORY USAGE z", 0), ("WATCH z", 0), ("RANDOMKEY", 0),
  ])
  func aMissIsToldWhereRedisTellsIt(_ request: String, _ misses: Int) {
    let bench = CommandBench()
    bench.keyspace.pointee.signalsWanted = true
    bench(request)
    #expect(bench.services.fakePeers.misses == Array(repeating: "0 z", count: misses))
    #expect(bench.keyspace.pointee.counters.misses == UInt64(misses))
  }

  @Test(arguments: [
    "GET k", "STRLEN k", "EXISTS k", "TYPE k", "TTL k", "TOUCH k", "GETRANGE k 0 1",
  ])
  func aHitIsCounted(_ request: String) {
    let bench = CommandBench()
    bench("SET k v")
    bench(request)
    #expect(bench.keyspace.pointee.counters.hits == 1)
  }
}
