import Testing

@testable import Commands

@Suite struct ScriptTests {
  private static let unknown =
    "-ERR this server runs no Lua; it knows the scripts of common lock libraries: redis-py, "
    + "redlock, redsync, redislock, aiocache, django-redis, PHP sessions|"

  @Test(arguments: [
    (SentScripts.release, "c3f8721cbb97f72bc19e972846bd7aaf91901658"),
    (SentScripts.extend, "a4e8783852e6b949f9ef3a97212805108459a890"),
    (SentScripts.reacquire, "1cac51482acf5858da00f6d685d68f886cd6b6b2"),
    (SentScripts.oneLineRelease, "b70c2384248f88e6b75b9f89241a180f856ad852"),
  ])
  func scriptsAreLoadedUnderTheirSha1(_ text: String, _ digest: String) {
    let bench = CommandBench()
    let call = "EVALSHA \(digest.uppercased()) 1 k token 1000 0"
    expect(
      [
        (call, "-NOSCRIPT No matching script. Please use EVAL.|"),
        (request("SCRIPT LOAD", text), "$40|\(digest)|"),
        ("SCRIPT EXISTS \(digest) x", "*2|:1|:0|"), (call, ":0|"), ("SCRIPT FLUSH", "+OK|"),
        ("SCRIPT EXISTS \(digest)", "*1|:0|"), (request("EVAL", text, "1 k token 1000 0"), ":0|"),
        (call, ":0|"),
      ], on: bench)
  }

  @Test func aNameThatIsNoSha1IsUnknownWhateverTheNumberOfKeys() {
    let unknown = "-NOSCRIPT No matching script. Please use EVAL.|"
    let digest = String(repeating: "0", count: 40)
    expect([
      ("EVALSHA x -1", unknown), ("EVALSHA_RO x y", unknown), ("EVALSHA '' 5", unknown),
      ("EVALSHA \(digest) -1", "-ERR Number of keys can't be negative|"),
    ])
  }

  @Test func redisPyLock() {
    func run(_ text: String, _ rest: String) -> String { request("EVAL", text, rest) }
    expect([
      ("SET k token PX 5000", "+OK|"), (run(SentScripts.extend, "1 k other 1000 0"), ":0|"),
      (run(SentScripts.extend, "1 k token 1000 0"), ":1|"), ("PTTL k", ":6000|"),
      (run(SentScripts.extend, "1 k token 1000 1"), ":1|"), ("PTTL k", ":1000|"),
      (run(SentScripts.reacquire, "1 k other 9000"), ":0|"),
      (run(SentScripts.reacquire, "1 k token 9000"), ":1|"), ("PTTL k", ":9000|"),
      (run(SentScripts.release, "1 k other"), ":0|"),
      (run(SentScripts.release, "1 k token"), ":1|"),
      (run(SentScripts.release, "1 k token"), ":0|"), ("EXISTS k", ":0|"),
    ])
  }

  @Test(arguments: [
    SentScripts.oneLineRelease,
    "if redis.call('GET', KEYS[1]) == ARGV[1] then\n return redis.call('DEL', KEYS[1])\nend\n"
      + "return 0",
    "-- mine?\nlocal key = KEYS[1];\nlocal value = ARGV[1];\nif redis.call('get', key) == value then"
      + " return redis.call('del', key); else return 0; end",
    "--[[ c ]]local val=redis.call(\"get\",KEYS[1])if val==ARGV[1]then return "
      + "redis.call('del',KEYS[1])end return 0",
  ])
  func compareAndDeleteInManySpellings(_ text: String) {
    expect([
      ("SET k mine", "+OK|"), (request("EVAL", text, "1 k yours"), ":0|"), ("EXISTS k", ":1|"),
      (request("EVAL", text, "1 k mine"), ":1|"), ("EXISTS k", ":0|"),
    ])
  }

  private static let comparison = #"if redis.call("get",KEYS[1]) == ARGV[1] then "#
  private static let removal = #"return redis.call("del",KEYS[1]) else return 0 end"#

  @Test(arguments: [
    "return 1", "", "'", "--[[", "\\", "return redis.call('del', KEYS[1])",
    comparison.replacing("==", with: "~=") + removal,
    comparison.replacing("ARGV[1]", with: "ARGV[2]") + removal,
    comparison + removal.replacing("KEYS[1]", with: "KEYS[2]"),
    comparison + removal.replacing("return 0", with: "return 1"),
    comparison + removal + "d",
    "local key = KEYS[1] key = ARGV[1] if redis.call('get', key) == ARGV[1] then "
      + "return redis.call('del', key) else return 0 end",
    "local key, x = KEYS[1] " + comparison + removal,
  ])
  func anyOtherScriptIsOneClearError(_ text: String) {
    expect([
      ("SET k mine", "+OK|"), (request("EVAL", text, "1 k mine"), ScriptTests.unknown),
      (request("SCRIPT LOAD", text), ScriptTests.unknown), ("EXISTS k", ":1|"),
    ])
  }

  @Test(arguments: [
    ("a", "-ERR value is not an integer or out of range|"),
    ("2 k", "-ERR Number of keys can't be greater than number of args|"),
    ("-1 k", "-ERR Number of keys can't be negative|"),
    ("0", "-ERR Lua redis lib command arguments must be strings or integers|"),
    ("1 k", "-ERR Lua redis lib command arguments must be strings or integers|"),
  ])
  func numberOfKeys(_ rest: String, _ reply: String) {
    expect([(request("EVAL", SentScripts.oneLineRelease, rest), reply)])
  }

  @Test(arguments: ["x", "1.5", "9223372036854775807"])
  func badTimesChangeNothing(_ time: String) {
    let bench = CommandBench()
    bench("SET k token PX 5000")
    for script in [SentScripts.reacquire, SentScripts.extend] {
      #expect(bench(request("EVAL", script, "1 k token \(time) 0")).hasPrefix("-ERR "))
    }
    #expect(bench("PTTL k") == ":5000|")
  }

  @Test func readOnlyEvalRefusesWriters() {
    let left =
      #"if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pttl", KEYS[1])"#
      + " else return -3 end"
    expect([
      (
        request("EVAL_RO", SentScripts.release, "1 k a"),
        "-ERR Write commands are not allowed from read-only scripts.|"
      ), ("SET k a PX 700", "+OK|"), (request("EVAL_RO", left, "1 k a"), ":700|"),
      (request("EVAL_RO", left, "1 k b"), ":-3|"),
    ])
  }

  @Test func keysOfAScriptAreFetchedFromDisk() {
    let bench = CommandBench()
    bench("SET k token")
    bench.demoteAll()
    #expect(bench(request("EVAL", SentScripts.release, "1 k token")) == ":1|")
    #expect(bench.takeWaits() == ["keys 1 0"])
    #expect(bench("EXISTS k") == ":0|")
    #expect(bench("COMMAND GETKEYS EVAL x 2 a b c") == "*2|$1|a|$1|b|")
  }

  @Test("B5: a text that grows with each of its names is given up before it takes long")
  func namesOfNamesAreNotFollowedForEver() {
    let names = (0..<60).map { "local a\($0)=KEYS[a\($0 + 1)] " }.joined()
    let few = "return f(" + Array(repeating: "a0", count: 40).joined(separator: ",") + ")"
    let many = "return f(" + Array(repeating: "a0", count: 4000).joined(separator: ",") + ")"
    for text in [names + few, names + many] {
      let isKnown = Array(text.utf8).withUnsafeBytes { ScriptText($0) != nil }
      #expect(!isKnown, "\(text.count) bytes")
    }
  }

  @Test func scriptsRunInsideTransactions() {
    let bench = CommandBench()
    bench("SET k token")
    bench.demoteAll()
    bench("MULTI")
    bench(request("EVAL", SentScripts.release, "1 k token"))
    bench("EXISTS k")
    #expect(bench("EXEC") == "*2|:1|:0|")
  }
}
