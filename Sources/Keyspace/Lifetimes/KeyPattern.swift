/// A glob pattern, taken apart so that most keys need no more than a comparison of bytes.
struct KeyPattern: Sendable {
  private enum Rest {
    /// Nothing: the key is the literal.
    case nothing
    /// One star: the key begins with the literal.
    case anything
    /// More than that: the whole pattern must be tried.
    case glob
  }

  private let text: [UInt8]
  /// Bytes before the first one with a meaning, with which every matching key begins.
  private let literalCount: Int
  private let rest: Rest

  init(_ text: [UInt8]) {
    self.text = text
    literalCount = text.firstIndex { Array("*?[\\".utf8).contains($0) } ?? text.count
    switch text[literalCount...] {
    case []: rest = .nothing
    case [UInt8(ascii: "*")]: rest = .anything
    default: rest = .glob
    }
  }

  var head: KeyPatternHead { KeyPatternHead(text.prefix(literalCount)) }

  func matches(
    _ key: UnsafeRawBufferPointer, _ globMatches: LifetimePolicies.GlobMatch
  ) -> Bool {
    text.withUnsafeBytes { pattern in
      guard key.count >= literalCount && beginsAlike(pattern, key) else { return false }
      return switch rest {
      case .nothing: key.count == literalCount
      case .anything: true
      case .glob: globMatches(pattern, key)
      }
    }
  }

  private func beginsAlike(
    _ pattern: UnsafeRawBufferPointer, _ key: UnsafeRawBufferPointer
  ) -> Bool {
    guard literalCount > 0, let literal = pattern.baseAddress, let bytes = key.baseAddress else {
      return literalCount == 0
    }
    return compareBytes(literal, bytes, literalCount)
  }
}

/// The first eight bytes of a pattern's literal, to be compared with a key's at once.
struct KeyPatternHead: Sendable {
  private let word: UInt64
  /// All ones where the literal has a byte.
  private let mask: UInt64

  init(_ literal: ArraySlice<UInt8>) {
    word = literal.withUnsafeBytes(KeyPatternHead.firstWord)
    mask = [UInt8](repeating: 0xFF, count: min(literal.count, 8))
      .withUnsafeBytes(KeyPatternHead.firstWord)
  }

  /// False when a key that begins with `keyWord` cannot match.
  @inline(__always)
  func mayMatch(_ keyWord: UInt64) -> Bool { (keyWord ^ word) & mask == 0 }

  /// Up to eight bytes, the rest zero.
  static func firstWord(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    if bytes.count >= 8 { return bytes.loadUnaligned(as: UInt64.self) }
    var word: UInt64 = 0
    withUnsafeMutableBytes(of: &word) { $0.copyBytes(from: bytes) }
    return word
  }
}
