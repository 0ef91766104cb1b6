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
    try frame.withEncoded { bytes throws(StorageError) in
      try write(bytes, payload, at: position)
    }
    head += UInt64(FrameHeader.frameBytes(payloadBytes: payload.count))
    return start
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
