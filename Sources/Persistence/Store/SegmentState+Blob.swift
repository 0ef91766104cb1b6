/// The bitmap as stored: bit `n` is bit `n % 8` of byte `n / 8`, which is what little-endian words are.
extension SegmentState {
  var deadBlob: [UInt8] {
    var blob: [UInt8] = []
    blob.reserveCapacity(dead.count * 8)
    for word in dead { withUnsafeBytes(of: word.littleEndian) { blob.append(contentsOf: $0) } }
    return blob
  }

  /// nil when the length does not fit.
  static func deadWords(_ blob: UnsafeRawBufferPointer) -> [UInt64]? {
    guard blob.count % 8 == 0 else { return nil }
    return (0..<(blob.count / 8)).map {
      UInt64(littleEndian: blob.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
    }
  }
}
