@testable import Persistence

/// The bytes of a journal file, made by a script.
struct JournalImage {
  private(set) var bytes = [UInt8](repeating: 0, count: JournalHeader.byteCount + 8192)
  private(set) var replayFrom: UInt64 = 0
  private var capacity = 8192
  private var newestEpoch: UInt32 = 1
  /// Whether the header of a run may be gone whose frames are there: they are damage wherever they are met.
  private(set) var mayHaveLostHeader = false

  init() { writeHeader(epoch: 1, start: 0, capacity: capacity) }

  mutating func apply(_ line: ScriptLine) {
    switch line.verb {
    case "header":
      // What must be rounded or reserved in earnest would only fill the disk.
      let pages = Int(truncatingIfNeeded: line.number(3))
      capacity = (1...16).contains(pages) ? pages * 4096 : pages > 0 ? Int.max & ~4095 : 8192
      writeHeader(
        // A billion starts are left.
        epoch: UInt32(truncatingIfNeeded: line.number(1) & 0x7FFF_FFFF),
        start: UInt64(bitPattern: line.number(2)), capacity: capacity)
    case "frame":
      // A run writes its header before its first frame.
      writeFrame(
        epoch: min(UInt32(truncatingIfNeeded: line.number(1)), newestEpoch),
        lsn: UInt64(bitPattern: line.number(2)), line.bytes(3))
    case "flip":
      let offset = Int(line.number(1).magnitude % UInt64(bytes.count))
      bytes[offset] ^= UInt8(truncatingIfNeeded: line.number(2))
      mayHaveLostHeader = mayHaveLostHeader || offset < JournalHeader.byteCount
    // The database's word has been looked at before.
    case "from": replayFrom = UInt64(bitPattern: line.number(1)) & (1 << 62 - 8)
    default: break
    }
  }

  private mutating func writeHeader(epoch: UInt32, start: UInt64, capacity: Int) {
    let header = JournalHeader(capacity: capacity, epoch: epoch, epochStart: start)
    mayHaveLostHeader = mayHaveLostHeader || epoch < newestEpoch
    newestEpoch = max(newestEpoch, epoch)
    write(header.encoded(), at: Int(epoch & 1) * JournalHeader.pageBytes)
  }

  private mutating func writeFrame(epoch: UInt32, lsn: UInt64, _ payload: [UInt8]) {
    let header = payload.withUnsafeBytes { FrameHeader(epoch: epoch, lsn: lsn, payload: $0) }
    var frame: [UInt8] = []
    try? header.withEncoded { frame = [UInt8]($0) + payload }
    let start = Int(lsn % UInt64(capacity))
    for (index, byte) in frame.enumerated() {
      write([byte], at: JournalHeader.byteCount &+ (start &+ index) % capacity)
    }
  }

  private mutating func write(_ part: [UInt8], at offset: Int) {
    guard offset >= 0, offset <= bytes.count - part.count else { return }
    bytes.replaceSubrange(offset..<offset + part.count, with: part)
  }
}
