/// One key met on a walk over the keyspace.
public enum ScannedKey {
  /// In memory and alive; the view is valid during the visit.
  case hot(EntryView)
  /// In the store at this row; only the row tells its key, database and deadline.
  case cold(row: UInt64)
}

extension Keyspace {
  /// Walks the keys of all databases in hash order from `cursor` on, about `limit` of them.
  ///
  /// A key that exists throughout a whole walk (from cursor 0 to nil) is visited at least once,
  /// whatever else is saved, removed, demoted or promoted meanwhile.
  ///
  /// - Parameter visit: Answers false for a key with which the next call is to begin.
  /// - Returns: The cursor to go on from, or nil at the end.
  public func scan(
    from cursor: UInt64, limit: Int, nowMs: Int64, _ visit: (ScannedKey) -> Bool
  ) -> UInt64? {
    index.scan(from: cursor, limit: limit) { _, slot in
      guard slot.isHot else { return visit(.cold(row: fullRow(slot.row))) }
      let entry = arena[slot.handle]
      guard !entry.isTombstone && entry.deadlineMs > nowMs else { return true }
      return visit(.hot(EntryView(entry: entry)))
    }
  }

  /// Visits the rows of the cold keys only, and touches no entry.
  ///
  /// - Parameter visit: Answers whether to go on.
  public func scanCold(from cursor: UInt64, limit: Int, _ visit: (_ row: UInt64) -> Bool) {
    _ = index.scan(from: cursor, limit: limit) { _, slot in
      slot.isHot || visit(fullRow(slot.row))
    }
  }
}
