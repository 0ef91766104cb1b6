/// What a replay found.
public struct ReplaySummary: Sendable, Equatable {
  public var frames: Int
  /// Payload bytes handed out.
  public var bytes: Int
  /// Where the journal continues.
  public var head: UInt64
  /// Whether an incomplete frame stood behind the last complete one.
  public var tornTail: Bool
  /// Bytes behind the last complete frame that were durable once and cannot be read: damage, or at
  /// least so many of it. 0 after any crash.
  public var lostBytes: UInt64 = 0
  /// The run that they are of, where its header is gone.
  var orphanedEpoch: UInt32?
}

/// What stands at an LSN.
private enum FrameLookup {
  case complete(FrameHeader, payload: UnsafeRawBufferPointer)
  case torn
  /// A complete frame of a run whose header is gone.
  case orphaned(epoch: UInt32, byteCount: Int)
  case none
}

extension Journal {
  /// Hands every complete frame from `replayFrom` on to `body`, in order, then makes the journal
  /// ready to append behind the last one. The payload is valid during the call only.
  ///
  /// Frames found here are synced and a new epoch begins, so that nothing an earlier run left behind
  /// the end can ever be taken for a part of this one.
  ///
  /// - Parameter acceptsDamage: Whether to go on without what was durable once and cannot be read.
  /// - Throws: `.damaged` otherwise, and leaves the file as it is.
  public mutating func replay(
    acceptsDamage: Bool = false,
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
    summary.head = head
    try noteEnd(since: epoch, &window, in: &summary)
    // How much of what is gone had been written cannot be told.
    if hasLostEnd { summary.lostBytes = max(summary.lostBytes, 1) }
    guard acceptsDamage || summary.lostBytes == 0 else { throw damaged(summary) }
    lostBytes = summary.lostBytes
    try beginEpoch(above: summary.orphanedEpoch ?? header.epoch)
    return summary
  }

  /// Whether frames from `lsn` on are there, or were.
  func isNeeded(from lsn: UInt64) throws(StorageError) -> Bool {
    if hasLostEnd || lsn < openedSyncedLsn { return true }
    var window = ReplayWindow(capacity: capacity)
    switch try lookup(lsn, since: 0, &window) {
    case .complete, .orphaned: return true
    case .torn, .none: return false
    }
  }

  /// What stands behind the last complete frame: the torn end of a crash, or damage.
  private func noteEnd(
    since epoch: UInt32, _ window: inout ReplayWindow, in summary: inout ReplaySummary
  ) throws(StorageError) {
    switch try lookup(head, since: epoch, &window) {
    case .torn: summary.tornTail = true
    case .orphaned(let epoch, let byteCount):
      summary.lostBytes = UInt64(byteCount)
      summary.orphanedEpoch = epoch
    case .complete, .none: break
    }
    if openedSyncedLsn > head {
      summary.lostBytes = max(summary.lostBytes, openedSyncedLsn - head)
    }
  }

  /// Whether the file has the length that it was made with. The whole of it is reserved at once, so a
  /// crash cannot leave it shorter.
  func isWhole() throws(StorageError) -> Bool {
    try file.read(1, at: fileBytes - 1).count == 1
  }

  private func damaged(_ summary: ReplaySummary) -> StorageError {
    StorageError(
      operation: "replay \(path)", cause: .damaged,
      message: "at least \(summary.lostBytes) bytes of changes that were safe in it cannot be "
        + "read; restore a backup, or set journal-damage accept to start without them")
  }

  private func lookup(
    _ lsn: UInt64, since epoch: UInt32, _ window: inout ReplayWindow
  ) throws(StorageError) -> FrameLookup {
    let bytes = try window.bytes(at: lsn, count: FrameHeader.byteCount, of: file)
    guard let frame = FrameHeader(bytes), frame.lsn == lsn, frame.epoch >= epoch else {
      return .none
    }
    let isOrphaned = frame.epoch > header.epoch && frame.epoch < .max - 2
    guard isOrphaned || isOfKnownRun(frame) else { return .none }
    guard FrameHeader.byteCount + frame.payloadBytes <= capacity else { return .torn }
    let whole = try window.bytes(
      at: lsn, count: FrameHeader.byteCount + frame.payloadBytes, of: file)
    let payload = UnsafeRawBufferPointer(rebasing: whole[FrameHeader.byteCount...])
    guard frame.matches(payload) else { return .torn }
    return isOrphaned
      ? .orphaned(epoch: frame.epoch, byteCount: whole.count) : .complete(frame, payload: payload)
  }

  /// Whether the run of this frame had not been abandoned where the frame begins.
  private func isOfKnownRun(_ frame: FrameHeader) -> Bool {
    frame.lsn < header.epochStart ? frame.epoch < header.epoch : frame.epoch == header.epoch
  }

  /// Frames of a run whose header is gone may stand further on, too: its number is not given again.
  private mutating func beginEpoch(above used: UInt32) throws(StorageError) {
    // A file that lost its end is whole again with zeros, which are no frames.
    try file.preallocate(fileBytes, for: path)
    try file.syncData()
    var next = header
    // The header in force stays until the new one is written, which goes to the other page.
    next.epoch = used + ((used ^ header.epoch) & 1 == 0 ? 1 : 2)
    next.epochStart = head
    try next.write(to: file)
    header = next
    markPage = next.markPage
    syncMark(through: head).run()
    untouched = Journal.pageEnd(head)
    isReplayed = true
  }
}
