import Testing

@Suite struct KeyTests {
  @Test func countsKeysAsOftenAsTheyAreNamed() {
    expect([
      ("MSET a 1 b 2", "+OK|"), ("EXISTS a b c a", ":3|"), ("TOUCH a a c", ":2|"),
      ("TYPE a", "+string|"), ("TYPE c", "+none|"), ("DEL a a c", ":1|"), ("UNLINK b b", ":1|"),
      ("DBSIZE", ":0|"),
      ("EXISTS", "-ERR wrong number of arguments for 'exists' command|"),
      ("DEL", "-ERR wrong number of arguments for 'del' command|"),
    ])
  }

  @Test func databasesAreApart() {
    expect([
      ("SET k 0", "+OK|"), ("SELECT 5", "+OK|"), ("GET k", "$-1|"), ("SET k 5", "+OK|"),
      ("DBSIZE", ":1|"), ("KEYS *", "*1|$1|k|"), ("FLUSHDB", "+OK|"), ("DBSIZE", ":0|"),
      ("SELECT 0", "+OK|"), ("GET k", "$1|0|"), ("DEL k", ":1|"),
    ])
  }

  @Test func flushes() {
    let bench = CommandBench()
    expect(
      [
        ("SET k v", "+OK|"), ("SELECT 1", "+OK|"), ("SET k v", "+OK|"),
        ("FLUSHALL x", "-ERR syntax error|"), ("FLUSHALL SYNC ASYNC", "-ERR syntax error|"),
        ("FLUSHDB now", "-ERR syntax error|"), ("DBSIZE", ":1|"), ("FLUSHDB async", "+OK|"),
        ("DBSIZE", ":0|"), ("SELECT 0", "+OK|"), ("DBSIZE", ":1|"), ("FLUSHALL SYNC", "+OK|"),
        ("DBSIZE", ":0|"),
      ], on: bench)
    #expect(bench.services.discards == 1)
  }

  @Test(
    "L7: what has expired is neither counted nor listed, hot or cold", arguments: [false, true])
  func expired(isCold: Bool) {
    let bench = CommandBench()
    for number in 0..<10 { bench("SET short\(number) v EX 10") }
    bench("SET long v")
    if isCold { bench.demoteAll() }
    bench.advance(seconds: 10)
    expect(
      [
        ("SCAN 0 COUNT 100", "*2|$1|0|*1|$4|long|"), ("KEYS *", "*1|$4|long|"),
        ("RANDOMKEY", "$4|long|"), ("DBSIZE", ":1|"),
        ("INFO keyspace", "$44|# Keyspace|db0:keys=1,expires=1,avg_ttl=0||"),
        ("EXISTS short1 short2 long", ":1|"), ("DEL short3", ":0|"), ("TTL short4", ":-2|"),
        ("SET short5 v XX", "$-1|"), ("GETDEL short6", "$-1|"),
        ("RENAME short7 x", "-ERR no such key|"),
        ("EXPIRE short8 100", ":0|"), ("APPEND short9 w", ":1|"),
      ], on: bench)
    #expect(bench.takeWaits().contains("sweep") == isCold)
  }

  @Test func describesAnEntryWithoutUsingIt() {
    let bench = CommandBench()
    bench("SET n 12")
    bench("SET s \(String(repeating: "s", count: 44)) EX 1000")
    bench("SET l \(String(repeating: "l", count: 45))")
    bench.advance(seconds: 30)
    expect(
      [
        ("OBJECT ENCODING n", "$3|int|"), ("OBJECT ENCODING s", "$6|embstr|"),
        ("OBJECT ENCODING l", "$3|raw|"), ("OBJECT IDLETIME n", ":30|"),
        ("OBJECT IDLETIME s", ":30|"), ("OBJECT REFCOUNT n", ":1|"), ("OBJECT FREQ n", ":0|"),
        ("OBJECT ENCODING no", "$-1|"), ("OBJECT IDLETIME no", "$-1|"),
        ("OBJECT", "-ERR wrong number of arguments for 'object' command|"),
        ("OBJECT FREQ", "-ERR wrong number of arguments for 'object|freq' command|"),
        ("OBJECT FOO n", "-ERR unknown subcommand 'FOO'. Try OBJECT HELP.|"),
        ("MEMORY USAGE n", ":48|"), ("MEMORY USAGE n SAMPLES 5", ":48|"),
        ("MEMORY USAGE n SAMPLES -1", "-ERR syntax error|"),
        ("MEMORY USAGE n FOO 1", "-ERR syntax error|"), ("MEMORY USAGE no", "$-1|"),
        ("TTL n", ":86370|"), ("GET n", "$2|12|"), ("OBJECT IDLETIME n", ":0|"),
        ("OBJECT FREQ n", ":1|"),
      ], on: bench)
  }
}
