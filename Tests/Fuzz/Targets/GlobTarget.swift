import Bytes
import RESP

/// The first byte says where the pattern ends and whether case matters; the rest is pattern and text.
/// Compared with a matcher that tries everything.
struct GlobTarget: FuzzTarget {
  func run(_ input: UnsafeRawBufferPointer) {
    guard let head = input.first, input.count <= 200 else { return }
    let rest = UnsafeRawBufferPointer(rebasing: input[1...])
    let split = min(Int(head & 0x7F), rest.count)
    let pattern = UnsafeRawBufferPointer(rebasing: rest[..<split])
    let text = UnsafeRawBufferPointer(rebasing: rest[split...])
    let found = Glob.matches(pattern: pattern, text, ignoringCase: head & 0x80 != 0)
    // An empty text has a rule of its own, and sets are the matcher's own business.
    guard head & 0x80 == 0, !text.isEmpty, !pattern.contains(UInt8(ascii: "[")) else { return }
    var naive = NaiveMatcher(pattern: Array(pattern), text: Array(text))
    require(found == naive.matches(0, 0), "the pattern matches otherwise")
  }
}

/// Stars, question marks and backslashes by the definition, remembering what failed.
private struct NaiveMatcher {
  let pattern: [UInt8]
  let text: [UInt8]
  private var failed: Set<Int> = []

  init(pattern: [UInt8], text: [UInt8]) {
    self.pattern = pattern
    self.text = text
  }

  mutating func matches(_ place: Int, _ index: Int) -> Bool {
    guard place < pattern.count else { return index == text.count }
    guard !failed.contains(place << 16 | index) else { return false }
    let found = step(place, index)
    if !found { failed.insert(place << 16 | index) }
    return found
  }

  private mutating func step(_ place: Int, _ index: Int) -> Bool {
    if pattern[place] == UInt8(ascii: "*") {
      return matches(place + 1, index) || (index < text.count && matches(place, index + 1))
    }
    guard index < text.count else { return false }
    if pattern[place] == UInt8(ascii: "?") { return matches(place + 1, index + 1) }
    let isEscape = pattern[place] == UInt8(ascii: "\\") && place + 1 < pattern.count
    let literal = isEscape ? place + 1 : place
    return pattern[literal] == text[index] && matches(literal + 1, index + 1)
  }
}
