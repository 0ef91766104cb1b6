import Bytes
import Keyspace
import RESP

/// What must be settled before a command may change anything.
extension CommandContext {
  /// What to wait for so that every one of `keys` is in memory or known to be absent; nil when all
  /// of them are.
  func demand(for keys: some Sequence<Key>, needsValues: Bool = true) -> Demand? {
    var cold = ColdKeys(needsValues: needsValues)
    for key in keys { cold.note(key, self) }
    return cold.demand
  }

  /// Makes room for a command that knows only now how much it adds: keys and values of `bytes`
  /// together; nil when there is room. Otherwise the command ends here and waits. Moves entries, so
  /// no view may be held.
  ///
  /// The entries that made room may be the command's own, so it runs again if any had to go.
  func makeRoom(for bytes: Int) throws(CommandFailure) -> Outcome? {
    if isPrepared {
      guard fits(bytes) else { throw .outOfMemory }
      return nil
    }
    let demoted = keyspace.counters.demoted
    if let outcome = try admit(bytes) { return outcome }
    return keyspace.counters.demoted == demoted ? nil : .wait(.turn)
  }

  /// Makes room before the command's keys have been looked at.
  func admit(_ bytes: Int) throws(CommandFailure) -> Outcome? {
    switch keyspace.admit(bytes: bytes) {
    case .admitted: return nil
    case .mustWait: return .wait(.room)
    case .outOfMemory: throw .outOfMemory
    case .outOfDisk: throw .outOfDisk
    case .outOfJournal: throw .outOfJournal
    }
  }

  /// Makes room in the journal for new deadlines of keys, or for their removal.
  func admitRecords(_ bytes: Int) throws(CommandFailure) -> Outcome? {
    if keyspace.hasJournalRoom(forRemoving: bytes) { return nil }
    guard bytes <= keyspace.journalRoom.largestBytes else { throw .outOfJournal }
    return .wait(.room)
  }

  /// Room in which the commands of a transaction may grow values beyond what EXEC made room for, in
  /// bytes. The turn ends with memory back below the cap.
  private static let transactionSlackBytes = 4 << 20

  /// Whether a change of `bytes` fits without moving any entry out of memory.
  private func fits(_ bytes: Int) -> Bool {
    let changed = keyspace.changes.count + bytes
    return (!keyspace.changes.isRecording || changed <= keyspace.journalRoom.removalBytes)
      && keyspace.usedBytes + bytes
        <= keyspace.memoryLimit + CommandContext.transactionSlackBytes
  }

  /// Refuses a pattern that would take long to compare with many keys or channels.
  func checkLength(ofPattern pattern: UnsafeRawBufferPointer) throws(CommandFailure) {
    guard pattern.count <= Glob.longestPattern else {
      throw CommandFailure("\(CommandError.patternTooLong)")
    }
  }

  /// Refuses a name of a channel that is longer than one with a key in it can be.
  func checkLength(ofChannel channel: UnsafeRawBufferPointer) throws(CommandFailure) {
    guard channel.count <= CommandContext.longestChannel else {
      throw CommandFailure("\(CommandError.channelTooLong)")
    }
  }

  private static let longestChannel = Key.maxLength + 1024

  /// Refuses a key that no entry can hold.
  func checkLength(ofKey key: UnsafeRawBufferPointer) throws(CommandFailure) {
    guard key.count <= Key.maxLength else { throw CommandFailure("\(CommandError.keyTooLong)") }
  }

  /// Refuses a value that is larger than the operator allows.
  func checkLength(ofValue length: Int) throws(CommandFailure) {
    guard length <= maxValueBytes else {
      throw CommandFailure(CommandError.valueTooLong(length, limit: maxValueBytes))
    }
  }
}
