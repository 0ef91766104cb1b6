import CLinux
import Glibc

/// The first two pages of a ring file; each holds one version of this record, little-endian, and the
/// one with the higher epoch counts. Versions alternate, so a torn write damages the older one only.
struct JournalHeader: Equatable {
  static let pageBytes = 4096
  /// Where the ring begins in the file.
  static let byteCount = 2 * pageBytes
  static let version: UInt32 = 1
  /// More than any `journal-size`, and far from where sums of positions overflow.
  private static let maxCapacity = 1 << 48
  private static let magic: UInt64 = 0x4C4E_524A_4E4B_4F54  // "TOKNJRNL"
  static let recordBytes = 36

  /// Bytes of the ring.
  var capacity: Int
  /// Counts the runs that have written to the ring.
  var epoch: UInt32
  /// Where the run of this epoch began; frames from here on carry the epoch.
  var epochStart: UInt64

  func write(to file: borrowing File) throws(StorageError) {
    try file.write(encoded(), at: Int(epoch & 1) * JournalHeader.pageBytes)
    try file.syncData()
  }

  /// The page that gets this epoch's first mark: the one without its header, so that one of the two
  /// survives damage to a page.
  var markPage: Int { Int(epoch & 1) ^ 1 }

  func encoded() -> [UInt8] {
    var record: [UInt8] = []
    record.append(number: JournalHeader.magic)
    record.append(number: JournalHeader.version)
    record.append(number: epoch)
    record.append(number: UInt64(capacity))
    record.append(number: epochStart)
    record.appendChecksum()
    return record
  }

  /// Whether a ring can have such numbers.
  var isPossible: Bool {
    (1...JournalHeader.maxCapacity).contains(capacity) && capacity % JournalHeader.pageBytes == 0
      && Journal.isPlace(epochStart)
  }
}

extension JournalHeader {
  static func decode(_ record: ArraySlice<UInt8>) -> JournalHeader? {
    record.withUnsafeBytes { bytes in
      let checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
      guard bytes.loadUnaligned(as: UInt64.self) == magic.littleEndian,
        bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self) == version.littleEndian,
        clinux_crc32c(0, bytes.baseAddress, 32) == checksum
      else { return nil }
      let epoch = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
      let size = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
      let start = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
      guard let capacity = Int(exactly: size) else { return nil }
      let header = JournalHeader(capacity: capacity, epoch: epoch, epochStart: start)
      return header.isPossible ? header : nil
    }
  }

  /// Says why no record could be used, and what to do.
  static func refusal(_ pages: [UInt8], path: String) -> StorageError {
    let versions = claimedVersions(pages)
    let (cause, message): (StorageError.Cause, String) =
      if versions.isEmpty {
        (.foreign, "it is not a journal of tokencached; move it away or set another dir")
      } else if versions.contains(where: { $0 > version }) {
        (.newerVersion, "a newer tokencached wrote it; start that version or set another dir")
      } else {
        (.damaged, "its header is damaged; restore a backup, or move it away and lose its changes")
      }
    return StorageError(operation: "open \(path)", cause: cause, message: message)
  }

  /// Whether a newer program has begun to use the file.
  static func isOfNewerVersion(_ pages: [UInt8]) -> Bool {
    claimedVersions(pages).contains { $0 > version }
  }

  private static func claimedVersions(_ pages: [UInt8]) -> [UInt32] {
    [0, pageBytes].compactMap { claimedVersion(pages[$0..<($0 + recordBytes)]) }
  }

  private static func claimedVersion(_ record: ArraySlice<UInt8>) -> UInt32? {
    record.withUnsafeBytes { bytes in
      guard bytes.loadUnaligned(as: UInt64.self) == magic.littleEndian else { return nil }
      return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }
  }
}

extension [UInt8] {
  mutating func append(number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// CRC-32C of everything so far.
  mutating func appendChecksum() {
    append(number: withUnsafeBytes { clinux_crc32c(0, $0.baseAddress, $0.count) })
  }
}
