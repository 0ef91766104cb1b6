import CLinux

/// What stands before each payload in the ring, little-endian.
///
/// The LSN tells a frame from what an earlier lap left in the same place, and the epoch from what an
/// earlier run left behind the point from which this one continued.
struct FrameHeader {
  static let byteCount = 24
  private static let magic: UInt32 = 0x3146_4B54  // "TKF1"

  var epoch: UInt32
  var lsn: UInt64
  var payloadBytes: Int
  var checksum: UInt32

  /// Bytes of a whole frame; the next one begins on a multiple of eight.
  static func frameBytes(payloadBytes: Int) -> Int { (byteCount + payloadBytes + 7) & ~7 }

  init(epoch: UInt32, lsn: UInt64, payload: UnsafeRawBufferPointer) {
    self.epoch = epoch
    self.lsn = lsn
    payloadBytes = payload.count
    checksum = 0
    checksum = computedChecksum(payload)
  }

  /// nil when these bytes do not begin a frame.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.load(as: UInt32.self) == UInt32(littleEndian: FrameHeader.magic) else { return nil }
    epoch = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    lsn = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    payloadBytes = Int(
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)))
    checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
  }

  func matches(_ payload: UnsafeRawBufferPointer) -> Bool {
    checksum == computedChecksum(payload)
  }

  func withEncoded<R>(
    _ body: (UnsafeRawBufferPointer) throws(StorageError) -> R
  ) throws(StorageError) -> R {
    try withUnsafeBytes(of: words) { bytes throws(StorageError) in try body(bytes) }
  }

  private var words: (UInt64, UInt64, UInt64) {
    (
      (UInt64(FrameHeader.magic) | UInt64(epoch) << 32).littleEndian, lsn.littleEndian,
      (UInt64(payloadBytes) | UInt64(checksum) << 32).littleEndian
    )
  }

  /// CRC-32C (RFC 3720, appendix B.4) of the header before the checksum, then the payload.
  private func computedChecksum(_ payload: UnsafeRawBufferPointer) -> UInt32 {
    let head = withUnsafeBytes(of: words) { clinux_crc32c(0, $0.baseAddress, 20) }
    return clinux_crc32c(head, payload.baseAddress, payload.count)
  }
}
