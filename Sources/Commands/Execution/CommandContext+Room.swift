import Keyspace
import RESP

/// What must be settled before a command may change anything.
extension CommandContext {
  /// What to wait for so that every one of `keys` is in memory or known to be absent; nil when all
  /// of them are.
  func demand(for keys: some Sequence<Key>) -> Demand? {
    var rows: [UInt64] = []
    var unknown: [SoughtKey] = []
    for key in keys {
      switch keyspace.residency(of: key) {
      case .hot, .absent: continue
      case .cold(let row): rows.append(row)
      case .unknown:
        unknown.append(
          SoughtKey(database: key.database, bytes: [UInt8](key.bytes), hash: key.hash))
      }
    }
    return rows.isEmpty && unknown.isEmpty ? nil : .keys(rows: rows, unknown: unknown)
  }

  /// Makes room for a command that knows only now how much it adds: keys and values of `bytes`
  /// together; nil when there is room. Otherwise the command ends here: it waits, or the error has
  /// been replied. Moves entries, so no view may be held.
  ///
  /// The entries that made room may be the command's own, so it runs again if any had to go.
  func makeRoom(for bytes: Int) -> Outcome? {
    let demoted = keyspace.counters.demoted
    if let outcome = admit(bytes) { return outcome }
    return keyspace.counters.demoted == demoted ? nil : .wait(.turn)
  }

  /// Makes room before the command's keys have been looked at.
  func admit(_ bytes: Int) -> Outcome? {
    switch keyspace.admit(bytes: bytes) {
    case .admitted: return nil
    case .mustWait: return .wait(.room)
    case .outOfMemory:
      reply.error("OOM command not allowed when used memory > 'maxmemory'.")
      return .done
    }
  }

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
