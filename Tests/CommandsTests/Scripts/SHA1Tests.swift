import Testing

@testable import Commands

@Suite struct SHA1Tests {
  /// RFC 3174's examples, and lengths at the edges of a block.
  @Test(arguments: [
    ("abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ("", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    ("a", 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
    ("a", 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"),
    ("a", 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
  ])
  func digests(_ text: String, _ count: Int, _ digest: String) {
    let bytes = Array(String(repeating: text, count: count).utf8)
    #expect(bytes.withUnsafeBytes { SHA1.hex($0) } == digest)
  }
}
