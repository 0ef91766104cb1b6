/// Entries that go before their deadline, because the disk has no room for them (B3).
///
/// An eviction has two steps with a commit between them: first the rows are marked dead in the
/// store, and the entries leave the keyspace once the store has that durably. Nothing is journalled,
/// and still no crash can bring back an entry that somebody has seen missing: a DEL that found
/// nothing stays final (D4).
extension Keyspace {
  /// Whether a row may go to make room: it is the present state of an entry whose deadline is no
  /// later than `deadlineMs`.
  ///
  /// - Precondition: the index is complete.
  public func mayEvict(row: UInt64, hash: UInt64, byDeadlineMs deadlineMs: Int64) -> Bool {
    if position(ofColdRow: row, hash: hash) != nil {
      return (slid.deadlineMs(ofRow: row) ?? 0) <= deadlineMs
    }
    guard let handle = hotHandle(ofRow: row, hash: hash) else { return false }
    return !arena[handle].isDirty && arena[handle].deadlineMs <= deadlineMs
  }

  /// Removes the entry of a row that is dead in the store now. An entry that has been saved anew
  /// meanwhile stays.
  ///
  /// - Parameter key: Its key, if somebody wants to know which keys are evicted.
  public mutating func evict(row: UInt64, hash: UInt64, key: UnsafeRawBufferPointer? = nil) {
    if let position = position(ofColdRow: row, hash: hash) {
      dropCold(at: position, row, hash: hash)
    } else if let handle = hotHandle(ofRow: row, hash: hash), !arena[handle].isDirty {
      erase(handle, hash: hash)
    } else {
      return
    }
    counters.evicted &+= 1
    // The low four bits of a hash are the database.
    if let key { signal(.evicted, UInt8(hash & 15), key) }
  }
}
