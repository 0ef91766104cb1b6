import Commands
import Keyspace
import RESP
import Testing

@Suite struct KeyEventTests {
  /// What happened, as `event key` words, each with the letter of its class in front.
  private func events(_ request: String, on bench: CommandBench) -> [String] {
    bench.keyspace.pointee.signalsWanted = true
    _ = bench.keyspace.pointee.takeSignals()
    _ = bench(request)
    let signals = bench.keyspace.pointee.takeSignals()
    var parser = RequestParser(limits: ParserLimits())
    return Array((request + "\r\n").utf8).withUnsafeBytes { bytes in
      _ = parser.parse(bytes)
      let arguments = parser.arguments(in: bytes)
      guard let number = bench.table.find(arguments[0]) else { return [] }
      return bench.table.commands[number].events(of: signals, by: arguments).map {
        "\(UnicodeScalar($0.event.letter)) \($0.event.name) "
          + String(decoding: $0.signal.key, as: UTF8.self)
      }
    }
  }

  @Test func commandsCauseTheEventsOfRedisInItsOrder() {
    let bench = CommandBench()
    let script: [(String, [String])] = [
      ("SET k v", ["n new k", "$ set k"]),
      ("SET k v", ["$ set k"]),
      ("SET k v NX", []),
      ("SET k v EX 100", ["$ set k", "g expire k"]),
      ("SET k ex", ["$ set k"]),
      ("SET k v IFEQ ex", ["$ set k"]),
      ("SETEX k 9 v", ["$ set k", "g expire k"]),
      ("MSET k v j v", ["$ set k", "n new j", "$ set j"]),
      ("APPEND k x", ["$ append k"]),
      ("SETRANGE k 0 y", ["$ setrange k"]),
      ("INCR n", ["n new n", "$ incrby n"]),
      ("INCRBYFLOAT n 0.5", ["$ incrbyfloat n"]),
      ("EXPIRE k 10", ["g expire k"]),
      ("PERSIST k", ["g persist k"]),
      ("PERSIST k", []),
      ("GETEX k EX 10", ["g expire k"]),
      ("GETEX k PERSIST", ["g persist k"]),
      ("GETEX k", []),
      ("GET k", []),
      ("RENAME k l", ["n new l", "g rename_from k", "g rename_to l"]),
      ("MOVE l 3", ["n new l", "g move_from l", "g move_to l"]),
      ("COPY j c", ["n new c", "g copy_to c"]),
      ("EXPIRE c -1", ["g del c"]),
      ("GETDEL j", ["g del j"]),
      ("DEL n nope", ["g del n"]),
      ("FLUSHDB", []),
      ("FLUSHALL", []),
    ]
    for (request, expected) in script {
      #expect(events(request, on: bench) == expected, "\(request)")
    }
  }

  @Test func aReadThatSlidesTheWindowIsNoEvent() {
    let bench = CommandBench()
    _ = bench("SET k v")
    bench.advance(seconds: 40_000)
    #expect(events("GET k", on: bench) == [])
    #expect(bench("TTL k") == ":86400|")
  }

  @Test func anEntryThatDiesTellsItsKeyHotOrCold() {
    let bench = CommandBench()
    _ = bench("SET hot v PX 50")
    _ = bench("SET cold v PX 50")
    bench.demoteAll()
    _ = bench("GET hot")
    bench.advance(seconds: 1)
    #expect(events("GET hot", on: bench) == ["x expired hot"])
    #expect(events("GET cold", on: bench) == ["x expired cold"])
  }

  @Test func anEvictionIsToldWithWhateverRunsNext() {
    let bench = CommandBench()
    _ = bench("SET gone v")
    bench.demoteAll()
    bench.keyspace.pointee.signalsWanted = true
    for (row, content) in bench.store.rows {
      content.key.withUnsafeBytes {
        bench.keyspace.pointee.evict(row: row, hash: content.hash, key: $0)
      }
    }
    let told = KeyEvent.departures(bench.keyspace.pointee.takeSignals()).map {
      "\(UnicodeScalar($0.event.letter)) \($0.event.name) "
        + String(decoding: $0.signal.key, as: UTF8.self)
    }
    #expect(told == ["e evicted gone"])
  }

  @Test func aMissIsToldOnlyWhileKeysAreWatched() {
    let bench = CommandBench()
    _ = bench("GET nope")
    #expect(bench.services.fakePeers.misses.isEmpty)
    bench.keyspace.pointee.signalsWanted = true
    _ = bench("SELECT 2")
    _ = bench("GET nope")
    #expect(bench.services.fakePeers.misses == ["2 nope"])
  }
}
