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
  private static let recordBytes = 36

  /// Bytes of the ring.
  var capacity: Int
  /// Counts the runs that have written to the ring.
  var epoch: UInt32
  /// Where the run of this epoch began; frames from here on carry the epoch.
  var epochStart: UInt64

  /// - Throws: `.foreign`, `.newerVersion` or `.damaged`.
  static func read(_ file: borrowing File, path: String) throws(StorageError) -> JournalHeader {
    var pages = try file.read(byteCount, at: 0)
    pages.append(contentsOf: repeatElement(0, count: byteCount - pages.count))
    let best = [0, pageBytes].compactMap { decode(pages[$0..<($0 + recordBytes)]) }
      .max { $0.epoch < $1.epoch }
    // The last number has no next one; an older header in its place would hide this run's changes.
    guard let best, best.epoch < .max else { throw refusal(pages, path: path) }
    return best
  }

  func write(to file: borrowing File) throws(StorageError) {
    try file.write(encoded(), at: Int(epoch & 1) * JournalHeader.pageBytes)
    try file.syncData()
  }

  func encoded() -> [UInt8] {
    var record: [UInt8] = []
    append(JournalHeader.magic, to: &record)
    append(JournalHeader.version, to: &record)
    append(epoch, to: &record)
    append(UInt64(capacity), to: &record)
    append(epochStart, to: &record)
    append(record.withUnsafeBytes { clinux_crc32c(0, $0.baseAddress, $0.count) }, to: &record)
    return record
  }

  private func append(_ value: some FixedWidthInteger, to record: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { record.append(contentsOf: $0) }
  }
}

extension JournalHeader {
  private static func decode(_ record: ArraySlice<UInt8>) -> JournalHeader? {
    record.withUnsafeBytes { bytes in
      let checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
      guard bytes.loadUnaligned(as: UInt64.self) == magic.littleEndian,
        bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self) == version.littleEndian,
        clinux_crc32c(0, bytes.baseAddress, 32) == checksum
      else { return nil }
      let epoch = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
      let size = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
      let start = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
      guard let capacity = Int(exactly: size), (1...maxCapacity).contains(capacity),
        capacity % pageBytes == 0, Journal.isPlace(start)
      else { return nil }
      return JournalHeader(capacity: capacity, epoch: epoch, epochStart: start)
    }
  }

  /// Says why no record could be used, and what to do.
  private static func refusal(_ pages: [UInt8], path: String) -> StorageError {
    let versions = [0, pageBytes].compactMap { claimedVersion(pages[$0..<($0 + recordBytes)]) }
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

  private static func claimedVersion(_ record: ArraySlice<UInt8>) -> UInt32? {
    record.withUnsafeBytes { bytes in
      guard bytes.loadUnaligned(as: UInt64.self) == magic.littleEndian else { return nil }
      return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }
  }
}
