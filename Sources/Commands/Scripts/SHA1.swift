/// SHA-1, by which clients name scripts. Not for anything that must resist an attacker.
///
/// Source: RFC 3174, https://www.rfc-editor.org/rfc/rfc3174
enum SHA1 {
  /// Digits of a script's name.
  static let hexLength = 40

  /// Forty lower-case hexadecimal digits. Complexity: O(`bytes.count`).
  static func hex(_ bytes: UnsafeRawBufferPointer) -> String {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    let message = padded(bytes)
    for start in stride(from: 0, to: message.count, by: 64) {
      absorb(schedule(message[start..<start + 64]), into: &state)
    }
    return state.map(digits).joined()
  }

  /// With a one bit, zeros, and the length in bits, to whole blocks of 64 bytes.
  private static func padded(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var message = [UInt8](bytes)
    message.append(0x80)
    message += repeatElement(0, count: (120 - message.count % 64) % 64)
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      message.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    return message
  }

  private static func schedule(_ block: ArraySlice<UInt8>) -> [UInt32] {
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
      block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<80 {
      words.append(
        rotated(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1))
    }
    return words
  }

  private static func absorb(_ words: [UInt32], into state: inout [UInt32]) {
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for (round, word) in words.enumerated() {
      let mixed = rotated(a, 5) &+ mix(round, b, c, d) &+ e &+ word
      (a, b, c, d, e) = (mixed, a, rotated(b, 30), c, d)
    }
    for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
  }

  /// Section 5's function and constant of a round.
  private static func mix(_ round: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt32 {
    switch round / 20 {
    case 0: ((b & c) | (~b & d)) &+ 0x5A82_7999
    case 1: (b ^ c ^ d) &+ 0x6ED9_EBA1
    case 2: ((b & c) | (b & d) | (c & d)) &+ 0x8F1B_BCDC
    default: (b ^ c ^ d) &+ 0xCA62_C1D6
    }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }

  private static func digits(_ word: UInt32) -> String {
    let text = String(word, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }
}
