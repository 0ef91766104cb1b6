import Bytes
import Crypto

/// A password as it is kept: its SHA-256 only.
///
/// Source: FIPS 180-4, https://csrc.nist.gov/pubs/fips/180-4/upd1/final
struct PasswordHash: Sendable, Equatable {
  private let digest: [UInt8]

  init(of password: UnsafeRawBufferPointer) {
    digest = Array(SHA256.hash(of: password))
  }

  /// From sixty-four lower-case hexadecimal digits; nil for anything else.
  init?(hex: ArraySlice<UInt8>) {
    let isLowercase = hex.allSatisfy { ASCII.hexValue($0) != nil && ASCII.lowercased($0) == $0 }
    guard hex.count == 2 * SHA256Digest.byteCount, isLowercase else { return nil }
    let digits = hex.compactMap(ASCII.hexValue)
    digest = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// Sixty-four lower-case hexadecimal digits.
  var hex: String {
    String(unsafeUninitializedCapacity: 2 * digest.count) { text in
      for (index, byte) in digest.enumerated() {
        text[2 * index] = ASCII.hexDigit(byte >> 4)
        text[2 * index + 1] = ASCII.hexDigit(byte & 15)
      }
      return 2 * digest.count
    }
  }

  /// Whether it is the hash of `password`, whose digest was taken once for several of them. Takes
  /// the same time wherever the two differ.
  func matches(_ passwordDigest: SHA256Digest) -> Bool { passwordDigest == digest }
}

extension SHA256 {
  static func hash(of bytes: UnsafeRawBufferPointer) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return hash.finalize()
  }
}
