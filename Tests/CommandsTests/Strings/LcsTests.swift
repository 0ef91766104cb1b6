import SeededRandom
import Testing

@testable import Commands

@Suite struct LcsTests {
  /// As redis-server 7.0 answers.
  @Test(arguments: [
    ("LCS a b", "$6|mytext|"), ("LCS a b LEN", ":6|"),
    ("LCS a b IDX", "*4|$7|matches|*2|*2|*2|:4|:7|*2|:5|:8|*2|*2|:2|:3|*2|:0|:1|$3|len|:6|"),
    (
      "LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN",
      "*4|$7|matches|*1|*3|*2|:4|:7|*2|:5|:8|:4|$3|len|:6|"
    ),
    ("LCS a b idx minmatchlen 9", "*4|$7|matches|*0|$3|len|:6|"),
    (
      "LCS a b MINMATCHLEN -3 IDX",
      "*4|$7|matches|*2|*2|*2|:4|:7|*2|:5|:8|*2|*2|:2|:3|*2|:0|:1|$3|len|:6|"
    ),
    ("LCS a b WITHMATCHLEN", "$6|mytext|"), ("LCS a a LEN", ":8|"),
    ("LCS a none", "$0||"), ("LCS none none LEN", ":0|"),
    ("LCS none b IDX", "*4|$7|matches|*0|$3|len|:0|"),
    ("LCS a b LEN IDX", "-ERR If you want both the length and indexes, please just use IDX.|"),
    ("LCS a b MINMATCHLEN", "-ERR syntax error|"), ("LCS a b c", "-ERR syntax error|"),
    ("LCS a b MINMATCHLEN x", "-ERR value is not an integer or out of range|"),
    ("LCS a", "-ERR wrong number of arguments for 'lcs' command|"),
  ])
  func replies(_ request: String, _ reply: String) {
    expect([("SET a ohmytext", "+OK|"), ("SET b mynewtext", "+OK|"), (request, reply)])
  }

  @Test func inResp3ItIsAMap() {
    let bench = CommandBench()
    bench("HELLO 3")
    bench("MSET a x b x")
    #expect(bench("LCS a b IDX") == "%2|$7|matches|*1|*2|*2|:0|:0|*2|:0|:0|$3|len|:1|")
  }

  @Test("B5: what would hold up the others is refused")
  func bounded() {
    let bench = CommandBench()
    bench("SET a \(String(repeating: "x", count: 1024))")
    bench("SET b \(String(repeating: "x", count: 1025))")
    #expect(bench("LCS a a LEN") == ":1024|")
    #expect(
      bench("LCS a b LEN")
        == "-ERR String too long for LCS: the product of the lengths may be 1048576 at most|")
    bench("SET c x")
    #expect(bench("LCS c b") == "$1|x|")
    #expect(!LongestCommonSubsequence.fits(.max, 2))
  }

  @Test("L3: reading two values slides both")
  func slides() {
    let bench = CommandBench()
    bench("MSET a x b x")
    bench.advance(seconds: 1000)
    bench("LCS a b")
    expect([("TTL a", ":86400|"), ("TTL b", ":86400|")], on: bench)
  }

  @Test("It is as long as the best that a naive search finds", arguments: 1...50)
  func sweep(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let words = (0..<2).map { _ in
      (0..<Int.random(in: 0...9, using: &random)).map { _ in
        UInt8.random(in: 97...99, using: &random)
      }
    }
    let common = LongestCommonSubsequence(words[0], words[1])
    #expect(common.count == naive(words[0][...], words[1][...]), "seed \(seed)")
    #expect(common.bytes.count == common.count, "seed \(seed)")
    for (word, keyPath) in zip(words, [\LongestCommonSubsequence.Match.first, \.second]) {
      #expect(common.matches.reversed().flatMap { word[$0[keyPath: keyPath]] } == common.bytes)
    }
  }

  private func naive(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Int {
    guard let head = first.first, let other = second.first else { return 0 }
    if head == other { return 1 + naive(first.dropFirst(), second.dropFirst()) }
    return max(naive(first.dropFirst(), second), naive(first, second.dropFirst()))
  }
}
