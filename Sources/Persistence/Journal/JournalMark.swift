import CLinux

/// How far the ring was durable, and whose it is: written after syncs, one sector behind the header
/// in either page by turns, so that a torn write leaves the mark before.
///
/// It tells damage from the torn end of a crash: what was synced once cannot be torn. It repeats the
/// header, so that damage to the newer header does not hide the newest run. Earlier versions of this
/// program neither write nor read it.
struct JournalMark: Equatable {
  /// Where it stands in a page: in a sector of its own, which a disk writes whole or not at all.
  static let offset = 512
  static let byteCount = 52
  private static let version: UInt32 = 1
  private static let magic: UInt64 = 0x4B52_414D_4E4B_4F54  // "TOKNMARK"

  var header: JournalHeader
  /// Of the database that the journal belongs to.
  var identity: UInt64
  /// Every frame of the ring before this was durable.
  var syncedLsn: UInt64

  func encoded() -> [UInt8] {
    var record: [UInt8] = []
    record.append(number: JournalMark.magic)
    record.append(number: JournalMark.version)
    record.append(number: header.epoch)
    record.append(number: UInt64(header.capacity))
    record.append(number: header.epochStart)
    record.append(number: identity)
    record.append(number: syncedLsn)
    record.appendChecksum()
    return record
  }

  /// nil when the record is none or damaged.
  init?(_ record: ArraySlice<UInt8>) {
    guard record.count == JournalMark.byteCount,
      let mark = record.withUnsafeBytes({ JournalMark(checked: $0) })
    else { return nil }
    self = mark
  }

  init(header: JournalHeader, identity: UInt64, syncedLsn: UInt64) {
    (self.header, self.identity, self.syncedLsn) = (header, identity, syncedLsn)
  }

  private init?(checked bytes: UnsafeRawBufferPointer) {
    func number<Number: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Number {
      Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
    guard number(0) == JournalMark.magic, number(8) == JournalMark.version,
      number(48) == clinux_crc32c(0, bytes.baseAddress, 48),
      let capacity = Int(exactly: number(16) as UInt64)
    else { return nil }
    header = JournalHeader(capacity: capacity, epoch: number(12), epochStart: number(24))
    identity = number(32)
    syncedLsn = number(40)
    guard header.isPossible, Journal.isPlace(syncedLsn) else { return nil }
  }
}

/// Writes a mark, after the sync that it tells of. May run anywhere while the journal lives.
public struct SyncMark: Sendable {
  private let descriptor: Int32
  private let write: FileSystem.Write
  private let record: [UInt8]
  private let offset: Int

  init(_ mark: JournalMark, page: Int, of file: borrowing File) {
    descriptor = file.descriptor
    write = file.system.write
    record = mark.encoded()
    offset = page * JournalHeader.pageBytes + JournalMark.offset
  }

  /// A mark that is not written, or only in part, leaves the one before in force, which says less.
  public func run() {
    record.withUnsafeBytes {
      _ = write(descriptor, $0, UnsafeRawBufferPointer(start: nil, count: 0), offset)
    }
  }
}
