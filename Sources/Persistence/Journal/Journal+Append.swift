extension Journal {
  /// Writes one frame and returns the LSN of its start. On an error nothing has been appended: what
  /// part of the frame reached the file fails its checksum and is overwritten by the next one.
  ///
  /// - Throws: `.tooLarge` when the frame exceeds the ring, `.journalFull` when space must be released
  ///   first, `.diskFull` or `.inputOutput` from the system.
  public mutating func append(_ payload: UnsafeRawBufferPointer) throws(StorageError) -> UInt64 {
    precondition(isReplayed, "append before replay")
    try checkRoom(for: payload.count)
    let start = head
    let frame = FrameHeader(epoch: header.epoch, lsn: start, payload: payload)
    let position = position(of: start)
    let end = start + UInt64(FrameHeader.frameBytes(payloadBytes: payload.count))
    try clearLastPage(upTo: end)
    try frame.withEncoded { bytes throws(StorageError) in
      try write(bytes, payload, at: position)
    }
    head = end
    return start
  }

  /// Fills the page that a frame is about to end in with zeros, if it is the first one there.
  ///
  /// What an earlier lap left in the page may have gone from the page cache. Overwriting a part of it
  /// would then begin with reading the page from the disk, and every client would wait for that.
  private mutating func clearLastPage(upTo end: UInt64) throws(StorageError) {
    let pageEnd = Journal.pageEnd(end)
    guard pageEnd > untouched else { return }
    untouched = pageEnd
    let page = pageEnd - UInt64(JournalHeader.pageBytes)
    // A page that is written whole is not read first, and one with the oldest frame in it is in use.
    guard end < pageEnd, pageEnd <= tail + UInt64(capacity) else { return }
    try file.write(Journal.emptyPage, at: JournalHeader.byteCount + position(of: page))
  }

  private static let emptyPage = [UInt8](repeating: 0, count: JournalHeader.pageBytes)

  /// The end of the page that the last byte before `lsn` is in.
  static func pageEnd(_ lsn: UInt64) -> UInt64 {
    let pageBytes = UInt64(JournalHeader.pageBytes)
    return (lsn + pageBytes - 1) / pageBytes * pageBytes
  }

  private func checkRoom(for payloadBytes: Int) throws(StorageError) {
    if hasRoom(for: payloadBytes) { return }
    let bytes = FrameHeader.frameBytes(payloadBytes: payloadBytes)
    let fits = bytes <= capacity && payloadBytes <= UInt32.max
    throw StorageError(
      operation: "append to the journal", cause: fits ? .journalFull : .tooLarge,
      message: fits
        ? "\(bytes) bytes do not fit behind the \(used) that the database has yet to take over"
        : "\(bytes) bytes exceed its capacity of \(capacity); raise journal-size")
  }

  /// Two writes at the end of the ring, one everywhere else.
  private func write(
    _ head: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer, at position: Int
  ) throws(StorageError) {
    let room = capacity - position
    let headBytes = min(head.count, room)
    let payloadBytes = min(payload.count, room - headBytes)
    try file.write(
      UnsafeRawBufferPointer(rebasing: head[..<headBytes]),
      UnsafeRawBufferPointer(rebasing: payload[..<payloadBytes]),
      at: JournalHeader.byteCount + position)
    try file.write(
      UnsafeRawBufferPointer(rebasing: head[headBytes...]),
      UnsafeRawBufferPointer(rebasing: payload[payloadBytes...]),
      at: JournalHeader.byteCount)
  }
}
