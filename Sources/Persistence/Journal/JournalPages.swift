/// What the two pages before the ring say together.
struct JournalPages {
  /// The header of the newest run.
  var header: JournalHeader
  /// Of the database that the journal belongs to; nil in one that an earlier version has written.
  var identity: UInt64?
  /// Every frame before this was durable, so an end before it is damage.
  var syncedLsn: UInt64

  /// - Throws: `.foreign`, `.newerVersion` or `.damaged`.
  static func read(_ file: borrowing File, path: String) throws(StorageError) -> JournalPages {
    var pages = try file.read(JournalHeader.byteCount, at: 0)
    pages.append(contentsOf: repeatElement(0, count: JournalHeader.byteCount - pages.count))
    let starts = [0, JournalHeader.pageBytes]
    let headers = starts.compactMap {
      JournalHeader.decode(pages[$0..<($0 + JournalHeader.recordBytes)])
    }
    let marks = starts.compactMap { start in
      JournalMark(pages[(start + JournalMark.offset)...].prefix(JournalMark.byteCount))
    }
    let newest = (headers + marks.map(\.header)).max { $0.epoch < $1.epoch }
    // The last number has no next one; an older header in its place would hide this run's changes.
    guard let newest, newest.epoch < .max, !JournalHeader.isOfNewerVersion(pages) else {
      throw JournalHeader.refusal(pages, path: path)
    }
    return JournalPages(newest, marks)
  }

  private init(_ header: JournalHeader, _ marks: [JournalMark]) {
    self.header = header
    identity = marks.max { $0.header.epoch < $1.header.epoch }?.identity
    // A run begins by syncing what it has found.
    syncedLsn = marks.filter { $0.header.epoch == header.epoch }
      .reduce(header.epochStart) { max($0, $1.syncedLsn) }
  }
}
