import Glibc

/// Writes keys and values that look like an OAuth store's, as pure functions of (seed, index,
/// version): any reader with the same three numbers can check every byte without having kept it.
struct TokenShape: Sendable {
  /// Bytes of the key after the prefix: 16 hex digits, `:account-`, 11 decimal digits.
  static let keyTailSize = 36
  /// The values are written 16 bytes at a time, so their buffer must be this much larger.
  static let valueSlack = 16

  private static let hexDigits = Array("0123456789abcdef".utf8)
  private static let accountMark = Array(":account-".utf8)
  private static let lead = Array(#"{"encrypted_access_token":""#.utf8)
  private static let middle = Array(#"","encrypted_refresh_token":""#.utf8)
  private static let tail = Array(#"","expires_at":null}"#.utf8)

  let seed: UInt64
  let prefix: [UInt8]
  let valueSize: Int

  var keySize: Int { prefix.count + Self.keyTailSize }

  init(seed: UInt64, prefix: String, valueSize: Int) {
    self.seed = seed
    self.prefix = Array(prefix.utf8)
    self.valueSize = valueSize
  }

  /// Writes the `keySize` bytes of a key.
  func writeKey(index: UInt64, into key: UnsafeMutablePointer<UInt8>) {
    key.update(from: prefix, count: prefix.count)
    let digest = SplitMix64.mix(seed ^ SplitMix64.mix(index &+ 1))
    let hex = key + prefix.count
    for digit in 0..<16 {
      hex[digit] = Self.hexDigits[Int(truncatingIfNeeded: digest >> (60 - 4 * digit)) & 15]
    }
    (hex + 16).update(from: Self.accountMark, count: Self.accountMark.count)
    writeAccount(index, endingAt: hex + Self.keyTailSize)
  }

  /// Writes the `valueSize` bytes of a value; up to `valueSlack` bytes after it are scribbled on.
  func writeValue(index: UInt64, version: UInt32, into value: UnsafeMutablePointer<UInt8>) {
    var random = SplitMix64(seed: seed ^ UInt64(version) << 40, stream: index)
    let raw = UnsafeMutableRawPointer(value)
    for offset in stride(from: 0, to: valueSize, by: 16) {
      let word = random.next()
      // Safe: the buffer has `valueSlack` bytes more than `valueSize`.
      raw.storeBytes(of: Self.letters(word), toByteOffset: offset, as: UInt64.self)
      raw.storeBytes(of: Self.letters(word >> 4), toByteOffset: offset + 8, as: UInt64.self)
    }
    stampFrame(on: value)
  }

  /// Eight letters from `a` to `p`, one for each low nibble: text that JSON needs not escape and
  /// that no compressor takes below half its size.
  private static func letters(_ word: UInt64) -> UInt64 {
    (word & 0x0F0F_0F0F_0F0F_0F0F) &+ 0x6161_6161_6161_6161
  }

  /// Lays the JSON around the two random stretches. A value too small for it stays random text.
  private func stampFrame(on value: UnsafeMutablePointer<UInt8>) {
    let frame = Self.lead.count + Self.middle.count + Self.tail.count
    guard valueSize >= frame + 32 else { return }
    let access = (valueSize - frame) / 2
    value.update(from: Self.lead, count: Self.lead.count)
    (value + Self.lead.count + access).update(from: Self.middle, count: Self.middle.count)
    (value + valueSize - Self.tail.count).update(from: Self.tail, count: Self.tail.count)
  }

  private func writeAccount(_ index: UInt64, endingAt end: UnsafeMutablePointer<UInt8>) {
    var rest = index
    for place in 1...11 {
      (end - place).pointee = 48 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }
}
