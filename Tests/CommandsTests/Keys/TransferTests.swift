import Testing

@Suite struct TransferTests {
  @Test func renames() {
    expect([
      ("RENAME k l", "-ERR no such key|"), ("RENAME k k", "-ERR no such key|"), ("SET k v", "+OK|"),
      ("RENAME k k", "+OK|"), ("RENAMENX k k", ":0|"), ("RENAME k l", "+OK|"), ("GET l", "$1|v|"),
      ("EXISTS k", ":0|"), ("SET k w", "+OK|"), ("RENAMENX k l", ":0|"), ("GET l", "$1|v|"),
      ("RENAME k l", "+OK|"), ("GET l", "$1|w|"), ("RENAMENX l m", ":1|"), ("GET m", "$1|w|"),
      ("DBSIZE", ":1|"),
    ])
  }

  @Test func copies() {
    expect([
      ("COPY k l", ":0|"), ("SET k v", "+OK|"), ("COPY k l", ":1|"), ("GET l", "$1|v|"),
      ("COPY k l", ":0|"), ("SET k w", "+OK|"), ("COPY k l replace", ":1|"), ("GET l", "$1|w|"),
      ("COPY k k", "-ERR source and destination objects are the same|"),
      ("COPY k k DB 0", "-ERR source and destination objects are the same|"),
      ("COPY k k DB 3 REPLACE", ":1|"), ("COPY k k DB 3", ":0|"),
      ("COPY k l DB 16", "-ERR DB index is out of range|"),
      ("COPY k l DB x", "-ERR value is not an integer or out of range|"),
      ("COPY k l FOO", "-ERR syntax error|"), ("COPY k l DB", "-ERR syntax error|"),
      ("SELECT 3", "+OK|"), ("GET k", "$1|w|"), ("DBSIZE", ":1|"),
    ])
  }

  @Test func moves() {
    expect([
      ("SET k v EX 100", "+OK|"), ("MOVE k 0", "-ERR source and destination objects are the same|"),
      ("MOVE k 16", "-ERR DB index is out of range|"),
      ("MOVE k a", "-ERR value is not an integer or out of range|"), ("MOVE no 1", ":0|"),
      ("MOVE k 1", ":1|"), ("EXISTS k", ":0|"), ("SET k w", "+OK|"), ("MOVE k 1", ":0|"),
      ("SELECT 1", "+OK|"), ("GET k", "$1|v|"), ("TTL k", ":100|"),
    ])
  }

  @Test(
    "L2, L3: a deadline goes along, a sliding window starts anew",
    arguments: [
      "RENAME k l", "RENAMENX k l", "COPY k l",
    ])
  func lifetimes(_ request: String) {
    let bench = CommandBench()
    bench("SET k v EX 100")
    bench.advance(seconds: 40)
    bench(request)
    #expect(bench("TTL l") == ":60|")
    bench("DEL l")
    bench("SET k v")
    bench.advance(seconds: 1000)
    bench(request)
    #expect(bench("TTL l") == ":86400|")
  }

  @Test func aKeyThatIsTooLongIsRefused() {
    let key = String(repeating: "k", count: 65_537)
    expect([
      ("SET k v", "+OK|"), ("RENAME k \(key)", "-ERR key exceeds 65536 bytes|"),
      ("COPY k \(key)", "-ERR key exceeds 65536 bytes|"), ("GET k", "$1|v|"), ("DBSIZE", ":1|"),
    ])
  }

  @Test func coldEntriesAreBroughtInFromBothDatabases() {
    let bench = CommandBench()
    expect(
      [("SET k v", "+OK|"), ("SELECT 2", "+OK|"), ("SET k w", "+OK|"), ("SELECT 0", "+OK|")],
      on: bench)
    bench.demoteAll()
    expect([("MOVE k 2", ":0|"), ("GET k", "$1|v|")], on: bench)
    #expect(bench.takeWaits() == ["keys 1 0", "keys 1 0"])
    bench.demoteAll()
    expect([("COPY k k DB 2", ":0|"), ("COPY k k DB 2 REPLACE", ":1|")], on: bench)
    bench.demoteAll()
    expect([("RENAME k l", "+OK|"), ("GET l", "$1|v|")], on: bench)
  }
}
