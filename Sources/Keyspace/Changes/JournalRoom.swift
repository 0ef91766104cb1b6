/// How many bytes of records the crash journal can take together, by the kind of change.
///
/// The less a change may wait, the more of the ring is kept for it: saves wait until the store has taken
/// over older ones, a removal or a deadline that a command sets finds room even then, and a read never
/// waits, because a window that it cannot re-arm durably may move in memory only.
public struct JournalRoom: Sendable, Equatable {
  /// For the changes of one request, when nothing else is in the ring: more can never be taken.
  public var largestBytes: Int
  public var saveBytes: Int
  public var slideBytes: Int
  public var removalBytes: Int

  public static let unlimited = JournalRoom(
    largestBytes: .max, saveBytes: .max, slideBytes: .max, removalBytes: .max)

  public init(largestBytes: Int, saveBytes: Int, slideBytes: Int, removalBytes: Int) {
    self.largestBytes = largestBytes
    self.saveBytes = saveBytes
    self.slideBytes = slideBytes
    self.removalBytes = removalBytes
  }

  /// The room in a ring of `capacityBytes` of which `usedBytes` are taken.
  ///
  /// - Parameter overheadBytes: What a frame adds to its records.
  public init(capacityBytes: Int, usedBytes: Int, overheadBytes: Int) {
    let freeBytes = max(capacityBytes - usedBytes - overheadBytes, 0)
    largestBytes = max(capacityBytes - capacityBytes / 8 - overheadBytes, 0)
    saveBytes = max(freeBytes - capacityBytes / 8, 0)
    slideBytes = max(freeBytes - capacityBytes / 16, 0)
    removalBytes = freeBytes
  }
}

extension Keyspace {
  /// The most bytes that a change of one key adds to `changes` beside its key and value.
  public static let recordOverheadBytes = ChangeBuffer.headBytes + ChangeBuffer.lifetimeBytes

  /// Whether the journal can take the removal of keys, or new deadlines for them, in records of
  /// `bytes` together.
  public func hasJournalRoom(forRemoving bytes: Int) -> Bool {
    !changes.isRecording || changes.count + bytes <= journalRoom.removalBytes
  }
}
