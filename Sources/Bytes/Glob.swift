/// The patterns of KEYS, SCAN, PSUBSCRIBE, CONFIG GET and ACL rules.
/// https://redis.io/docs/latest/commands/keys/
public enum Glob {
  /// Longest pattern that clients may send, in bytes.
  public static let longestPattern = 1024

  /// Whether `pattern` matches all of `text`.
  ///
  /// `*` stands for any bytes, `?` for one byte, `[ab]`, `[a-z]` and `[^a]` for one byte of a set,
  /// and `\` takes the next byte as it is. An unterminated set ends with the pattern. As in Redis,
  /// an empty text is matched only by the empty pattern and by `*`, and an escaped byte of a set is
  /// compared with its case even when `ignoringCase`.
  ///
  /// Of all stars only the last one passed is ever tried again, since any earlier one could only reach the
  /// same state later. Where that is tried too often, a `GlobAutomaton` goes on, so that no pattern and
  /// text take more than about text length × (1 + pattern length / 64) steps.
  public static func matches(
    pattern: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, ignoringCase: Bool = false
  ) -> Bool {
    matches(
      pattern: pattern, text, ignoringCase: ignoringCase, wastedStepsLimit: Glob.wastedStepsLimit)
  }

  /// - Parameter wastedStepsLimit: Bytes that may be looked at in vain before an automaton goes on.
  static func matches(
    pattern: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, ignoringCase: Bool,
    wastedStepsLimit: Int
  ) -> Bool {
    if text.isEmpty { return pattern.isEmpty || pattern.equals("*") }
    var matcher = GlobMatcher(
      pattern: pattern, text: text, ignoringCase: ignoringCase, stepsLeft: wastedStepsLimit)
    return matcher.run()
  }

  private static let wastedStepsLimit = 16_384
}

/// The state of one match.
private struct GlobMatcher {
  let pattern: UnsafeRawBufferPointer
  let text: UnsafeRawBufferPointer
  let ignoringCase: Bool
  private var patternIndex = 0
  private var textIndex = 0
  /// Where to go on when the bytes after the last star do not match.
  private var afterStar: (pattern: Int, text: Int)?
  /// Bytes that may still be looked at in vain.
  private var stepsLeft: Int

  init(
    pattern: UnsafeRawBufferPointer, text: UnsafeRawBufferPointer, ignoringCase: Bool,
    stepsLeft: Int
  ) {
    self.stepsLeft = stepsLeft
    self.pattern = pattern
    self.text = text
    self.ignoringCase = ignoringCase
  }

  mutating func run() -> Bool {
    while textIndex < text.count {
      if patternIndex < pattern.count, pattern[patternIndex] == UInt8(ascii: "*") {
        patternIndex += 1
        if patternIndex == pattern.count { return true }
        afterStar = (patternIndex, textIndex)
      } else if patternIndex < pattern.count, matchOne(text[textIndex]) {
        textIndex += 1
      } else if let star = afterStar {
        stepsLeft -= textIndex - star.text + 1
        if stepsLeft < 0 { return makeAutomaton().matches(text) }
        afterStar = (star.pattern, star.text + 1)
        patternIndex = star.pattern
        textIndex = star.text + 1
      } else {
        return false
      }
    }
    return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  private func makeAutomaton() -> GlobAutomaton {
    var position = 0
    return GlobAutomaton(length: pattern.count) {
      guard position < pattern.count else { return nil }
      var element = self
      element.patternIndex = position
      if pattern[position] == UInt8(ascii: "*") {
        position += 1
        return .some(nil)
      }
      var end = element
      _ = end.matchOne(0)
      position = end.patternIndex
      return { byte in
        var matcher = element
        return matcher.matchOne(byte)
      }
    }
  }

  /// Matches one byte with the pattern's next element and passes the element.
  private mutating func matchOne(_ byte: UInt8) -> Bool {
    let element = pattern[patternIndex]
    patternIndex += 1
    switch element {
    case UInt8(ascii: "?"): return true
    case UInt8(ascii: "["): return matchSet(byte)
    case UInt8(ascii: "\\") where patternIndex < pattern.count:
      patternIndex += 1
      return fold(pattern[patternIndex - 1]) == fold(byte)
    default: return fold(element) == fold(byte)
    }
  }

  /// `patternIndex` is behind the opening bracket, and ends behind the closing one.
  private mutating func matchSet(_ byte: UInt8) -> Bool {
    let isNegated = peek() == UInt8(ascii: "^")
    if isNegated { patternIndex += 1 }
    var isMember = false
    while let member = peek(), member != UInt8(ascii: "]") {
      if matchMember(member, byte) { isMember = true }
    }
    patternIndex = min(patternIndex + 1, pattern.count)
    return isMember != isNegated
  }

  /// One member of a set: an escaped byte, a range in either order, or a byte.
  private mutating func matchMember(_ member: UInt8, _ byte: UInt8) -> Bool {
    if member == UInt8(ascii: "\\"), let escaped = peek(1) {
      patternIndex += 2
      return escaped == byte
    }
    if peek(1) == UInt8(ascii: "-"), let end = peek(2) {
      patternIndex += 3
      return isInRange(byte, member, end)
    }
    patternIndex += 1
    return fold(member) == fold(byte)
  }

  /// Bytes from 0x80 up rank below the others: Redis compares C's `char`, signed on its servers.
  private func isInRange(_ byte: UInt8, _ one: UInt8, _ other: UInt8) -> Bool {
    func rank(_ byte: UInt8) -> Int8 { Int8(bitPattern: byte) }
    let isOrdered = rank(one) <= rank(other)
    let (low, high) = isOrdered ? (one, other) : (other, one)
    return rank(fold(low)) <= rank(fold(byte)) && rank(fold(byte)) <= rank(fold(high))
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    let index = patternIndex + distance
    return index < pattern.count ? pattern[index] : nil
  }

  private func fold(_ byte: UInt8) -> UInt8 {
    ignoringCase ? ASCII.lowercased(byte) : byte
  }
}
