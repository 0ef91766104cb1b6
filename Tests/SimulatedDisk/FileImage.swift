/// One file: what programs read from it, and what a power loss leaves of it.
///
/// The kernel keeps files in pages and writes them back in any order; a disk writes a page's sectors
/// in any order. Pages changed since the last sync are remembered, so that each can be kept, lost or
/// torn. Images share the pages that they have in common.
struct FileImage: Sendable {
  typealias Page = [UInt8]
  static let pageBytes = 4096
  static let sectorBytes = 512
  private static let zeros = Page(repeating: 0, count: pageBytes)

  /// Bytes of the file.
  private(set) var count = 0
  private var pages: [Page] = []
  private var durableCount = 0
  private var durable: [Page] = []
  private var unsynced: Set<Int> = []

  var bytes: [UInt8] { Array(pages.joined().prefix(count)) }

  /// Writes at `offset`; a gap before it reads as zeros.
  mutating func write(_ source: UnsafeRawBufferPointer, at offset: Int) {
    extend(to: offset + source.count)
    var done = 0
    while done < source.count {
      let (page, start) = (offset + done).quotientAndRemainder(dividingBy: FileImage.pageBytes)
      let length = min(FileImage.pageBytes - start, source.count - done)
      pages[page].withUnsafeMutableBytes { target in
        (target.baseAddress! + start).copyMemory(
          from: source.baseAddress! + done, byteCount: length)
      }
      unsynced.insert(page)
      done += length
    }
  }

  /// Returns the bytes read, fewer than asked for at the end of the file.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    let total = min(target.count, max(count - offset, 0))
    var done = 0
    while done < total {
      let (page, start) = (offset + done).quotientAndRemainder(dividingBy: FileImage.pageBytes)
      let length = min(FileImage.pageBytes - start, total - done)
      pages[page].withUnsafeBytes { source in
        (target.baseAddress! + done).copyMemory(
          from: source.baseAddress! + start, byteCount: length)
      }
      done += length
    }
    return total
  }

  /// The first pages of zeros at or behind `offset`: any of them could be a hole.
  func hole(from offset: Int) -> Range<Int>? {
    let first = (offset + FileImage.pageBytes - 1) / FileImage.pageBytes
    guard first < pages.count, let start = pages[first...].firstIndex(of: FileImage.zeros) else {
      return nil
    }
    let end = pages[start...].firstIndex { $0 != FileImage.zeros } ?? pages.count
    return start * FileImage.pageBytes..<min(end * FileImage.pageBytes, count)
  }

  mutating func extend(to byteCount: Int) {
    guard byteCount > count else { return }
    FileImage.resize(&pages, &count, to: byteCount)
  }

  mutating func truncate(to byteCount: Int) {
    FileImage.resize(&pages, &count, to: byteCount)
    unsynced = unsynced.filter { $0 < pages.count }
  }

  /// What lies behind the end of a file is zero, also when it grows again.
  private static func resize(_ pages: inout [Page], _ count: inout Int, to byteCount: Int) {
    let needed = (byteCount + pageBytes - 1) / pageBytes
    if pages.count > needed { pages.removeLast(pages.count - needed) }
    while pages.count < needed { pages.append(zeros) }
    if byteCount < count, byteCount % pageBytes > 0 {
      for index in byteCount % pageBytes..<pageBytes { pages[needed - 1][index] = 0 }
    }
    count = byteCount
  }

  // MARK: Power

  /// Everything written so far survives.
  mutating func sync() {
    FileImage.resize(&durable, &durableCount, to: count)
    for page in unsynced { durable[page] = pages[page] }
    unsynced.removeAll()
  }

  /// What Linux does when writing back fails: the sync reports it once, and the pages count as
  /// clean from then on although the disk never got them.
  /// https://wiki.postgresql.org/wiki/Fsync_Errors
  mutating func failSync() { unsynced.removeAll() }

  /// The kernel writes some of it back before anybody asks.
  mutating func writeBack(_ isWritten: () -> Bool) {
    for page in unsynced.sorted() where isWritten() {
      let end = min((page + 1) * FileImage.pageBytes, count)
      if durableCount < end { FileImage.resize(&durable, &durableCount, to: end) }
      durable[page] = pages[page]
      unsynced.remove(page)
    }
  }

  /// The file after a power loss: of what was not synced, the sectors that `isKept` chooses.
  func afterPowerLoss(keepsSize: Bool, _ isKept: () -> Bool) -> FileImage {
    var (left, leftCount) = (durable, durableCount)
    if keepsSize { FileImage.resize(&left, &leftCount, to: count) }
    for page in unsynced.sorted() {
      for sector in 0..<(FileImage.pageBytes / FileImage.sectorBytes) where isKept() {
        let start = sector * FileImage.sectorBytes
        let end = min(page * FileImage.pageBytes + start + FileImage.sectorBytes, count)
        guard page * FileImage.pageBytes + start < end else { continue }
        if leftCount < end { FileImage.resize(&left, &leftCount, to: end) }
        let range = start..<(start + FileImage.sectorBytes)
        left[page].replaceSubrange(range, with: pages[page][range])
      }
    }
    var file = FileImage()
    (file.pages, file.count, file.durable, file.durableCount) = (left, leftCount, left, leftCount)
    return file
  }

  /// Changes a byte in place and for good, as a failing disk does.
  mutating func damage(_ offset: Int, _ byte: UInt8) {
    let (page, index) = offset.quotientAndRemainder(dividingBy: FileImage.pageBytes)
    pages[page][index] = byte
    if page < durable.count { durable[page][index] = byte }
  }
}
