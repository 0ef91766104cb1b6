/// The crash journal: a redo log in a ring file, one frame per turn of the event loop.
///
/// A log sequence number (LSN) is an offset in an endless stream of bytes; the ring shows the last
/// `capacity` of them. A frame is written with one system call before the replies that depend on it
/// leave, so the page cache holds it even if the process dies in the next instant; `sync` makes it
/// survive power loss. Space is given back once the store has committed what it describes.
///
/// Engine queue only, except for `sync`, which may run anywhere while the journal lives.
public struct Journal: ~Copyable {
  /// In the directory of the database.
  public static let fileName = "tokens.journal"

  let file: File
  let path: String
  /// Watches the file itself; belongs to one queue.
  public let files: OwnFiles
  var header: JournalHeader
  /// Of the database that it belongs to.
  let identity: UInt64
  /// Everything before this was durable when the journal was opened.
  let openedSyncedLsn: UInt64
  /// Bytes that were durable then and that a replay that accepts damage could not read.
  public internal(set) var lostBytes: UInt64 = 0
  /// Whether the file was not there though the store may need what it held.
  public internal(set) var wasMissed = false
  /// Whether the file was shorter than it was made though the store may need what it held.
  var hasLostEnd = false
  /// Which of the two pages gets the next mark.
  var markPage: Int
  /// Whether `replay` has found the end; nothing may be appended before.
  var isReplayed = false

  /// The LSN that the next frame gets.
  public internal(set) var head: UInt64
  /// The LSN of the oldest frame that is still needed.
  public internal(set) var tail: UInt64
  /// Where the first page begins that no frame of this run has bytes in.
  var untouched: UInt64

  init(
    file: consuming File, path: String, pages: JournalPages, identity: UInt64, replayFrom: UInt64
  ) {
    self.file = file
    self.path = path
    files = OwnFiles([path], in: self.file.system)
    files.remember()
    self.identity = identity
    header = pages.header
    openedSyncedLsn = pages.syncedLsn
    markPage = pages.header.markPage
    head = replayFrom
    tail = replayFrom
    untouched = replayFrom
  }

  /// Bytes that the ring holds for frames.
  public var capacity: Int { header.capacity }
  /// Bytes of the file.
  public var fileBytes: Int { JournalHeader.byteCount + header.capacity }
  /// Bytes between tail and head.
  public var used: Int { Int(head - tail) }
  /// Makes everything appended before it runs survive power loss.
  public var sync: DataSync { DataSync(file) }

  /// The most that a frame takes beside its payload.
  public static let frameOverheadBytes = FrameHeader.byteCount + 8

  /// Notes in the file that everything before `lsn` is durable; run it after the sync that made it so.
  public mutating func syncMark(through lsn: UInt64) -> SyncMark {
    defer { markPage ^= 1 }
    let mark = JournalMark(header: header, identity: identity, syncedLsn: lsn)
    return SyncMark(mark, page: markPage, of: file)
  }

  /// Whether a frame with a payload of this size fits now.
  public func hasRoom(for payloadBytes: Int) -> Bool {
    FrameHeader.frameBytes(payloadBytes: payloadBytes) <= capacity - used
  }

  /// Gives back the space of every frame that begins before `lsn`.
  public mutating func release(through lsn: UInt64) {
    precondition(lsn <= head, "released more than was appended")
    tail = max(tail, lsn)
  }

  /// Whether a frame may begin at `lsn`: on a multiple of eight, and far from the end of the numbers,
  /// which a million terabytes of changes do not reach. What a file says may be anything.
  static func isPlace(_ lsn: UInt64) -> Bool { lsn % 8 == 0 && lsn < 1 << 62 }

  /// Where `lsn` stands in the ring.
  func position(of lsn: UInt64) -> Int { Int(lsn % UInt64(capacity)) }
}
