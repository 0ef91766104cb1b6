import Commands
import Testing

@Suite struct InPlaceTests {
  @Test(arguments: [
    ("INCR k", "value is not an integer or out of range"),
    ("INCRBY k abc", "value is not an integer or out of range"),
    ("INCRBY n abc", "value is not an integer or out of range"),
    ("DECRBY n -9223372036854775808", "decrement would overflow"),
    ("INCRBY n 9223372036854775807", "increment or decrement would overflow"),
    ("DECRBY m 9223372036854775807", "increment or decrement would overflow"),
    ("INCRBYFLOAT k 1", "value is not a valid float"),
    ("INCRBYFLOAT n abc", "value is not a valid float"),
    ("INCRBYFLOAT n ' 1'", "value is not a valid float"),
    ("INCRBYFLOAT n nan", "value is not a valid float"),
    ("INCRBYFLOAT n inf", "increment would produce NaN or Infinity"),
    ("SETRANGE k -1 a", "offset is out of range"),
    ("SETRANGE k abc a", "value is not an integer or out of range"),
    ("GETRANGE k a 1", "value is not an integer or out of range"),
    ("GETRANGE k 1 a", "value is not an integer or out of range"),
    ("SETRANGE k 99999 abc", "value of 100002 bytes exceeds max-value-size (100000 bytes)"),
    (
      "SETRANGE k 9223372036854775807 a",
      "value of 9223372036854775807 bytes exceeds "
        + "max-value-size (100000 bytes)"
    ),
  ])
  func refusesWithoutChange(_ request: String, _ text: String) {
    let bench = CommandBench()
    bench.dispatcher.maxValueBytes = 100_000
    bench("MSET k v n 1 m -2")
    #expect(bench(request) == "-ERR \(text)|")
    #expect(bench("MGET k n m") == "*3|$1|v|$1|1|$2|-2|")
  }

  @Test func counts() {
    expect([
      ("INCR n", ":1|"), ("INCRBY n 10", ":11|"), ("DECR n", ":10|"), ("DECRBY n 15", ":-5|"),
      ("INCRBY n -5", ":-10|"), ("GET n", "$3|-10|"),
      ("DECRBY n -9223372036854775807", ":9223372036854775797|"),
      ("TTL n", ":86400|"),
    ])
  }

  @Test func countsWithFractions() {
    expect([
      ("INCRBYFLOAT f 0.1", "$3|0.1|"), ("INCRBYFLOAT f 0.2", "$3|0.3|"),
      ("INCRBYFLOAT f 1e2", "$5|100.3|"), ("INCRBYFLOAT f -100.3", "$1|0|"),
      ("SET f 3.0e3", "+OK|"), ("INCRBYFLOAT f 200", "$4|3200|"),
      ("INCRBYFLOAT f 1e20", "$21|100000000000000003200|"),
      ("SET f 10.50", "+OK|"), ("INCRBYFLOAT f 0.1", "$4|10.6|"),
    ])
  }

  @Test func extends() {
    expect([
      ("APPEND k ab", ":2|"), ("APPEND k cd", ":4|"), ("APPEND k ''", ":4|"), ("GET k", "$4|abcd|"),
      ("SETRANGE k 1 XY", ":4|"), ("GET k", "$4|aXYd|"), ("SETRANGE k 6 z", ":7|"),
      ("GET k", "$7|aXYd\0\0z|"), ("SETRANGE k 100 ''", ":7|"), ("SETRANGE no 5 ''", ":0|"),
      ("EXISTS no", ":0|"), ("SETRANGE no 2 a", ":3|"), ("GET no", "$3|\0\0a|"),
    ])
  }

  @Test(arguments: [
    ("0 3", "Hell"), ("-3 -1", "llo"), ("0 -1", "Hello"), ("10 20", ""), ("3 1", ""),
    ("-1 -3", ""), ("-100 -98", "H"), ("-100 2", "Hel"), ("-100 -200", ""), ("0 -100", "H"),
    ("2 -100", ""),
    ("-9223372036854775808 9223372036854775807", "Hello"), ("4 4", "o"), ("5 5", ""),
  ])
  func readsAPart(_ range: String, _ part: String) {
    let reply = "$\(part.utf8.count)|\(part)|"
    expect([
      ("SET k Hello", "+OK|"), ("GETRANGE k \(range)", reply), ("SUBSTR k \(range)", reply),
      ("GETRANGE no \(range)", "$0||"),
    ])
  }

  @Test(
    "L3: a change in place keeps an absolute deadline and re-arms a sliding one",
    arguments: [
      "INCR k", "DECRBY k 2", "INCRBYFLOAT k 0.5", "APPEND k 0", "SETRANGE k 0 7",
    ])
  func lifetimes(_ request: String) {
    let bench = CommandBench()
    bench("SET k 5")
    bench.advance(seconds: 1000)
    bench(request)
    #expect(bench("TTL k") == ":86400|")
    bench("SET k 5 EX 100")
    bench.advance(seconds: 40)
    bench(request)
    #expect(bench("TTL k") == ":60|")
  }

  @Test func removesOnlyTheExpectedValue() {
    expect([
      ("SET k v", "+OK|"), ("DELIFEQ k w", ":0|"), ("DELIFEQ no v", ":0|"), ("DELIFEQ k v", ":1|"),
      ("EXISTS k", ":0|"), ("SET k v", "+OK|"), ("DELEX k IFEQ w", ":0|"),
      ("DELEX k IFNE v", ":0|"), ("DELEX no IFNE v", ":0|"), ("DELEX k ifeq v", ":1|"),
      ("SET k v", "+OK|"), ("DELEX k IFNE w", ":1|"), ("SET k v", "+OK|"), ("DELEX k", ":1|"),
      ("DELEX k", ":0|"), ("DELEX k IFEQ", "-ERR wrong number of arguments for 'delex' command|"),
      ("DELEX k FOO v", ":0|"), ("SET k v", "+OK|"),
      ("DELEX k FOO v", "-ERR Invalid condition. Use IFEQ or IFNE|"), ("GET k", "$1|v|"),
    ])
  }
}
