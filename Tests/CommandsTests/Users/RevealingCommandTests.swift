import Commands
import RESP
import Testing

/// Whoever may only write a key must not learn its value, by no command and no option.
@Suite struct RevealingCommandTests {
  /// At least one request for every command that takes a key; `k` is the key and holds `a` or `b`, `n`
  /// holds 1 or 2, and `o` is always `b`.
  private static let requests =
    [
      "GET k", "SET k v", "SET k v GET", "SET k v IFEQ a", "SET k v NX", "SET k v XX",
      "SET k v KEEPTTL",
      "GETEX k", "GETEX k EX 10", "GETDEL k", "GETSET k v", "SETNX k v", "MGET o k", "STRLEN k",
      "APPEND k x", "SETRANGE k 3 x", "INCRBYFLOAT n 1", "LCS k o", "LCS o k LEN", "SETEX k 10 v",
      "PSETEX k 10 v", "MSET k v", "MSETNX k v", "GETRANGE k 0 -1", "SUBSTR k 0 -1", "INCR n",
      "DECR n",
      "INCRBY n 1", "DECRBY n 1", "DELIFEQ k a", "DELEX k", "DELEX k IFEQ a", "DELEX k IFNE a",
      "EXPIRE k 10", "PEXPIRE k 10", "EXPIREAT k 1", "PEXPIREAT k 1", "TTL k", "PTTL k",
      "EXPIRETIME k", "PEXPIRETIME k", "PERSIST k", "TYPE k", "COPY k x", "MOVE k 1", "DEL k",
      "UNLINK k", "EXISTS k", "TOUCH k", "RENAME k x", "RENAMENX k x", "WATCH k",
      "OBJECT ENCODING k", "OBJECT FREQ k", "OBJECT IDLETIME k", "OBJECT REFCOUNT k",
      "MEMORY USAGE k", "POLICY EXPLAIN k",
    ] + scripts

  private static let scripts = ["EVAL", "EVAL_RO"].map { name in
    "\(name) 'if redis.call(\"get\", KEYS[1]) == ARGV[1] then return redis.call(\"pttl\", KEYS[1]) "
      + "else return -3 end' 1 k a"
  }

  private func bench(value: String, number: Int) -> CommandBench {
    let bench = CommandBench()
    for request in ["SET k \(value) EX 100", "SET n \(number) EX 100", "SET o b EX 100"] {
      bench(request)
    }
    return bench
  }

  @Test(arguments: requests)
  func whatTellsTheValueNeedsTheRightToRead(_ request: String) {
    let isRevealing =
      bench(value: "a", number: 1)(request) != bench(value: "b", number: 2)(request)
    let bench = bench(value: "a", number: 1)
    bench("ACL SETUSER w on nopass +@all %W~k %W~n ~o ~x")
    bench("AUTH w x")
    let isRefused = bench(request).contains("No permissions to access a key")
    #expect(isRefused || !isRevealing, "it tells the value to who may only write")
  }

  /// What is copied or moved elsewhere can be read there.
  @Test(arguments: ["COPY k x", "RENAME k x", "RENAMENX k x", "MOVE k 1"])
  func whatCarriesTheValueAwayNeedsTheRightToRead(_ request: String) {
    let bench = bench(value: "a", number: 1)
    bench("ACL SETUSER w on nopass +@all %W~k ~x")
    bench("AUTH w x")
    #expect(bench(request) == "-NOPERM No permissions to access a key|")
  }

  @Test func aBlindDeleteNeedsNoRightToRead() {
    let bench = bench(value: "a", number: 1)
    bench("ACL SETUSER w on nopass +@all %W~k")
    bench("AUTH w x")
    #expect(bench("DELEX k") == ":1|")
  }

  @Test func everyCommandWithKeysIsTried() {
    let tried = Set(RevealingCommandTests.requests.map { $0.split(separator: " ")[0].lowercased() })
    let same = ["evalsha": "eval", "evalsha_ro": "eval_ro"]
    for command in CommandTable.all {
      let contained = command.subcommands.map { [Command]($0.commands) } ?? []
      guard ([command] + contained).contains(where: { !$0.keys.isEmpty }) else { continue }
      #expect(tried.contains(same[command.name] ?? command.name), "\(command.name)")
    }
  }
}
