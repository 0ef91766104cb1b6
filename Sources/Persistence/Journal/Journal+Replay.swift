/// What a replay found.
public struct ReplaySummary: Sendable, Equatable {
  public var frames: Int
  /// Payload bytes handed out.
  public var bytes: Int
  /// Where the journal continues.
  public var head: UInt64
  /// Whether an incomplete frame stood behind the last complete one.
  public var tornTail: Bool
}

/// What stands at an LSN.
private enum FrameLookup {
  case complete(FrameHeader, payload: UnsafeRawBufferPointer)
  case torn
  case none
}

extension Journal {
  /// Hands every complete frame from `replayFrom` on to `body`, in order, then makes the journal
  /// ready to append behind the last one. The payload is valid during the call only.
  ///
  /// Frames found here are synced and a new epoch begins, so that nothing an earlier run left behind
  /// the end can ever be taken for a part of this one.
  public mutating func replay(
    _ body: (_ lsn: UInt64, _ payload: UnsafeRawBufferPointer) throws(StorageError) -> Void
  ) throws(StorageError) -> ReplaySummary {
    precondition(!isReplayed, "replayed twice")
    var window = ReplayWindow(capacity: capacity)
    var summary = ReplaySummary(frames: 0, bytes: 0, head: head, tornTail: false)
    var epoch: UInt32 = 0
    while case .complete(let frame, let payload) = try lookup(head, since: epoch, &window) {
      try body(head, payload)
      summary.frames += 1
      summary.bytes += payload.count
      head += UInt64(FrameHeader.frameBytes(payloadBytes: payload.count))
      epoch = frame.epoch
    }
    if case .torn = try lookup(head, since: epoch, &window) { summary.tornTail = true }
    summary.head = head
    try beginEpoch()
    return summary
  }

  /// Whether a complete frame stands at `lsn`.
  func holdsFrame(at lsn: UInt64) throws(StorageError) -> Bool {
    var window = ReplayWindow(capacity: capacity)
    if case .complete = try lookup(lsn, since: 0, &window) { return true }
    return false
  }

  private func lookup(
    _ lsn: UInt64, since epoch: UInt32, _ window: inout ReplayWindow
  ) throws(StorageError) -> FrameLookup {
    let bytes = try window.bytes(at: lsn, count: FrameHeader.byteCount, of: file)
    guard let frame = FrameHeader(bytes), frame.lsn == lsn, frame.epoch >= epoch,
      lsn < header.epochStart ? frame.epoch < header.epoch : frame.epoch == header.epoch
    else { return .none }
    guard FrameHeader.byteCount + frame.payloadBytes <= capacity else { return .torn }
    let whole = try window.bytes(
      at: lsn, count: FrameHeader.byteCount + frame.payloadBytes, of: file)
    let payload = UnsafeRawBufferPointer(rebasing: whole[FrameHeader.byteCount...])
    return frame.matches(payload) ? .complete(frame, payload: payload) : .torn
  }

  private mutating func beginEpoch() throws(StorageError) {
    try file.syncData()
    var next = header
    next.epoch += 1
    next.epochStart = head
    try next.write(to: file)
    header = next
    untouched = Journal.pageEnd(head)
    isReplayed = true
  }
}
