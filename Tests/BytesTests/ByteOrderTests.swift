import Bytes
import Testing

@Suite struct ByteOrderTests {
  @Test(arguments: [
    ("", "a"), ("a", "ab"), ("a", "b"), ("ab", "b"), ("a\u{7f}", "a\u{80}"),
  ])
  func theFirstStandsBeforeTheSecond(first: String, second: String) {
    let (first, second) = (Array(first.utf8), Array(second.utf8))
    #expect(first.precedes(second) && !second.precedes(first) && !first.precedes(first))
  }

  @Test func everythingBeginsWithWhatItIsMadeOf() {
    let bytes = Array("abc".utf8)
    for length in 0...3 { #expect(bytes.begins(with: Array(bytes.prefix(length)))) }
    #expect(!bytes.begins(with: Array("b".utf8)) && !bytes.begins(with: Array("abcd".utf8)))
  }
}
