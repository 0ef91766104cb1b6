import Glibc

/// Writes keys and values that look like an OAuth store's, as pure functions of (seed, index,
/// version): any reader with the same three numbers can check every byte without having kept it.
struct TokenShape: Sendable {
  /// Bytes of the key after the prefix: 16 hex digits, `:account-`, 11 decimal digits.
  static let keyTailSize = 36
  /// The values are written 16 bytes at a time, so their buffer must be this much larger.
  static let valueSlack = 16

  /// Begins every key on a server that may serve others, so that everybody sees whose they are.
  static let mark = "tokencache-load:"
  /// No key of ours stays longer on such a server, even if nobody removes it.
  static let markedTtlSeconds = 3600

  private static let hexDigits = Array("0123456789abcdef".utf8)
  private static let accountMark = Array(":account-".utf8)
  let seed: UInt64
  let kinds: [TokenKind]

  var longestKey: Int { Self.keyTailSize + (kinds.map(\.prefix.count).max() ?? 0) }
  var largestValue: Int { kinds.map(\.valueSize).max() ?? 0 }

  /// - Parameter kinds: At least one; the shares of several add up to a hundred.
  init(seed: UInt64, kinds: [TokenKind]) {
    precondition(!kinds.isEmpty && (kinds.count == 1 || kinds.map(\.share).reduce(0, +) == 100))
    self.seed = seed
    self.kinds = kinds
  }

  /// Every key of one kind, which names no expiry.
  init(seed: UInt64, prefix: String, valueSize: Int) {
    self.init(
      seed: seed, kinds: [TokenKind(prefix: prefix, layout: .atxp, valueSize: valueSize)])
  }

  /// The same tokens for a server that may serve others.
  var marked: TokenShape {
    TokenShape(
      seed: seed, kinds: kinds.map { $0.marked(Self.mark, ttlSeconds: Self.markedTtlSeconds) })
  }

  /// The kind of a key, the same in every run with this seed.
  func kind(of index: UInt64) -> TokenKind {
    guard kinds.count > 1 else { return kinds[0] }
    var ticket = SplitMix64.mix(seed &+ SplitMix64.mix(~index)) % 100
    for kind in kinds {
      if ticket < kind.share { return kind }
      ticket -= kind.share
    }
    return kinds[0]
  }

  /// Writes a key and returns how many bytes it has, at most `longestKey`.
  func writeKey(index: UInt64, into key: UnsafeMutablePointer<UInt8>) -> Int {
    let prefix = kind(of: index).prefix
    key.update(from: prefix, count: prefix.count)
    let digest = SplitMix64.mix(seed ^ SplitMix64.mix(index &+ 1))
    let hex = key + prefix.count
    for digit in 0..<16 {
      hex[digit] = Self.hexDigits[Int(truncatingIfNeeded: digest >> (60 - 4 * digit)) & 15]
    }
    (hex + 16).update(from: Self.accountMark, count: Self.accountMark.count)
    writeAccount(index, endingAt: hex + Self.keyTailSize)
    return prefix.count + Self.keyTailSize
  }

  /// Writes a value and returns how many bytes it has, at most `largestValue`; up to `valueSlack`
  /// bytes after it are scribbled on.
  func writeValue(
    index: UInt64, version: UInt32, into value: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let kind = kind(of: index)
    var random = SplitMix64(seed: seed ^ UInt64(version) << 40, stream: index)
    let raw = UnsafeMutableRawPointer(value)
    for offset in stride(from: 0, to: kind.valueSize, by: 16) {
      let word = random.next()
      // Safe: the buffer has `valueSlack` bytes more than `largestValue`.
      raw.storeBytes(of: Self.letters(word), toByteOffset: offset, as: UInt64.self)
      raw.storeBytes(of: Self.letters(word >> 4), toByteOffset: offset + 8, as: UInt64.self)
    }
    kind.layout.stamp(on: value, count: kind.valueSize)
    return kind.valueSize
  }

  /// Eight letters from `a` to `p`, one for each low nibble: text that JSON needs not escape and
  /// that no compressor takes below half its size.
  private static func letters(_ word: UInt64) -> UInt64 {
    (word & 0x0F0F_0F0F_0F0F_0F0F) &+ 0x6161_6161_6161_6161
  }

  private func writeAccount(_ index: UInt64, endingAt end: UnsafeMutablePointer<UInt8>) {
    var rest = index
    for place in 1...11 {
      (end - place).pointee = 48 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }
}
