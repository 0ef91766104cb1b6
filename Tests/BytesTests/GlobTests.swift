import SeededRandom
import Testing

@testable import Bytes

@Suite struct GlobTests {
  static let rows: [(pattern: String, text: String, isMatch: Bool)] = [
    ("", "", true), ("", "a", false), ("*", "", true), ("**", "", false), ("a", "", false),
    ("*", "anything", true), ("oauth:*", "oauth:x:1", true), ("oauth:*", "oauth", false),
    ("*:1", "oauth:x:1", true), ("a*c", "abc", true), ("a*c", "ac", true), ("a*c", "acb", false),
    ("a**", "a", true), ("a*?", "a", false), ("*a*b*", "xxaxxbxx", true), ("*ab", "aab", true),
    ("h?llo", "hello", true), ("h?llo", "hllo", false), ("?", "", false),
    ("h[ae]llo", "hallo", true), ("h[ae]llo", "hillo", false),
    ("h[^e]llo", "hallo", true), ("h[^e]llo", "hello", false),
    ("h[a-c]llo", "hbllo", true), ("h[c-a]llo", "hbllo", true), ("h[a-c]llo", "hdllo", false),
    ("[a-", "-", true), ("[a-", "b", false), ("[a-]", "-", false), ("[a-]", "^", true),
    ("[abc", "c", true),
    ("[abc", "d", false), ("[", "a", false), ("[^", "a", true), ("[]a", "a", false),
    ("[^]", "a", true), ("[\\]]", "]", true), ("[\\^a]", "^", true), ("[a\\-z]", "b", false),
    ("\\*", "*", true), ("\\*", "a", false), ("a\\", "a\\", true), ("\\a", "a", true),
    ("A", "a", false), ("[A-C]", "b", false),
  ]

  @Test("P1: patterns match as in Redis", arguments: rows)
  func matches(pattern: String, text: String, isMatch: Bool) {
    #expect(glob(Array(pattern.utf8), Array(text.utf8)) == isMatch)
  }

  static let folded: [(pattern: String, text: String, isMatch: Bool)] = [
    ("MaxMemory*", "maxmemory-policy", true), ("[A-C]x", "bX", true), ("[B]", "b", true),
    ("\\A", "a", true), ("[\\A]", "a", false), ("[@]", "`", false),
  ]

  @Test(arguments: folded)
  func matchesIgnoringCase(pattern: String, text: String, isMatch: Bool) {
    #expect(glob(Array(pattern.utf8), Array(text.utf8), ignoringCase: true) == isMatch)
  }

  @Test("P1: bytes past ASCII rank below it in a range, as on Redis' servers")
  func rangesPastASCII() {
    let pattern = [UInt8(ascii: "["), 0x80, UInt8(ascii: "-"), UInt8(ascii: "B")]
    #expect(glob(pattern, [UInt8(ascii: "A")]))
    #expect(glob(pattern, [0xFF]))
    #expect(!glob(pattern, [UInt8(ascii: "C")]))
  }

  @Test("A pattern of many stars needs no exponential time")
  func manyStars() {
    let pattern = Array(String(repeating: "*a", count: 500).utf8) + [UInt8(ascii: "b")]
    #expect(!glob(pattern, Array(repeating: UInt8(ascii: "a"), count: 5000)))
  }

  @Test("Random patterns match as the naive rule says", arguments: 0..<8)
  func sweep(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("ab**?[]^-\\".utf8)
    for _ in 0..<5000 {
      let pattern = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        alphabet.randomElement(using: &random)!
      }
      let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        Array("ab-]".utf8).randomElement(using: &random)!
      }
      let trace =
        "seed \(seed): \(String(decoding: pattern, as: UTF8.self)) \(String(decoding: text, as: UTF8.self))"
      let expected = NaiveGlob.matches(pattern[...], text[...])
      #expect(glob(pattern, text) == expected, "\(trace)")
      #expect(glob(pattern, text, wastedStepsLimit: 0) == expected, "automaton, \(trace)")
    }
  }

  @Test("An automaton of several words matches across their bounds", arguments: [63, 64, 65, 200])
  func longPatterns(length: Int) {
    let letters = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
    let pattern = [UInt8(ascii: "*")] + letters + Array("*z?".utf8)
    let text = Array("aab".utf8) + letters + Array("--zz".utf8)
    #expect(glob(pattern, text, wastedStepsLimit: 0))
    #expect(!glob(pattern, Array(text.dropLast(2)), wastedStepsLimit: 0))
    #expect(!glob(pattern, Array(text.dropFirst(4)), wastedStepsLimit: 0))
  }

  private func glob(_ pattern: [UInt8], _ text: [UInt8], wastedStepsLimit: Int) -> Bool {
    pattern.withUnsafeBytes { pattern in
      text.withUnsafeBytes {
        Glob.matches(
          pattern: pattern, $0, ignoringCase: false, wastedStepsLimit: wastedStepsLimit)
      }
    }
  }

  private func glob(_ pattern: [UInt8], _ text: [UInt8], ignoringCase: Bool = false) -> Bool {
    pattern.withUnsafeBytes { pattern in
      text.withUnsafeBytes { Glob.matches(pattern: pattern, $0, ignoringCase: ignoringCase) }
    }
  }
}

/// The rules in their shortest form: try every split at every star.
enum NaiveGlob {
  static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
      return (text.startIndex...text.endIndex).contains {
        matches(pattern.dropFirst(), text[$0...])
      }
    }
    guard let byte = text.first else { return false }
    let (set, rest) = element(pattern)
    return set(byte) && matches(rest, text.dropFirst())
  }

  /// The first element as the set of bytes it stands for, and the pattern behind it.
  private static func element(
    _ pattern: ArraySlice<UInt8>
  ) -> (set: (UInt8) -> Bool, rest: ArraySlice<UInt8>) {
    let first = pattern[pattern.startIndex]
    let rest = pattern.dropFirst()
    switch first {
    case UInt8(ascii: "?"): return ({ _ in true }, rest)
    case UInt8(ascii: "["): return bracket(rest)
    case UInt8(ascii: "\\"):
      guard let escaped = rest.first else { return ({ $0 == first }, rest) }
      return ({ $0 == escaped }, rest.dropFirst())
    default: return ({ $0 == first }, rest)
    }
  }

  private static func bracket(
    _ pattern: ArraySlice<UInt8>
  ) -> (set: (UInt8) -> Bool, rest: ArraySlice<UInt8>) {
    var rest = pattern
    let isNegated = rest.first == UInt8(ascii: "^")
    if isNegated { rest = rest.dropFirst() }
    var members: Set<UInt8> = []
    while let member = rest.first, member != UInt8(ascii: "]") {
      let following = Array(rest.prefix(3))
      if member == UInt8(ascii: "\\"), following.count > 1 {
        members.insert(following[1])
        rest = rest.dropFirst(2)
      } else if following.count == 3, following[1] == UInt8(ascii: "-") {
        members.formUnion(min(member, following[2])...max(member, following[2]))
        rest = rest.dropFirst(3)
      } else {
        members.insert(member)
        rest = rest.dropFirst()
      }
    }
    return ({ members.contains($0) != isNegated }, rest.dropFirst())
  }
}
