extension Keyspace {
  /// What a replayed payload held.
  public struct ReplayOutcome: Sendable {
    /// Records applied.
    public var records = 0
    /// Every row of the store is dead: the payload removed all entries.
    public var removedAll = false
  }

  /// Applies one payload of the crash journal. Call between `beginLoading` and the first command,
  /// with recording off.
  ///
  /// - Returns: nil when the payload is not a sequence of whole records; what came before the
  ///   damage has been applied.
  public mutating func replay(
    _ payload: UnsafeRawBufferPointer, nowMs: Int64
  ) -> ReplayOutcome? {
    var outcome = ReplayOutcome()
    var offset = 0
    while offset < payload.count {
      guard let record = ChangeRecord(payload, at: &offset) else { return nil }
      outcome.records += 1
      if record.kind == .removeAll { outcome.removedAll = true }
      apply(record, nowMs: nowMs)
    }
    return outcome
  }

  private mutating func apply(_ record: ChangeRecord, nowMs: Int64) {
    let key = self.key(record.key, database: record.database)
    switch record.kind {
    case .removeAll: removeAll()
    case .databases: if let map = record.databases { restore(map) }
    // Even if the deadline has passed by now: a later record may have moved it before it did.
    case .save: restore(record, key, nowMs: nowMs)
    case .lifetime: restoreLifetime(record.lifetime, key)
    case .remove:
      guard !remove(key, nowMs: nowMs) else { return }
      if let handle = hotHandle(key) { forgetLifetimeNote(handle, key) } else { noteAbsent(key) }
    }
  }

  private mutating func restoreLifetime(_ lifetime: Lifetime, _ key: Key) {
    guard let handle = hotHandle(key), !arena[handle].isTombstone else {
      return noteLifetime(lifetime, of: key)
    }
    change(handle, to: lifetime)
  }

  private mutating func restore(_ record: ChangeRecord, _ key: Key, nowMs: Int64) {
    store(key, value: record.value, lifetime: record.lifetime, nowMs: nowMs)
    if let handle = hotHandle(key) { arena[handle].isUnresolved = true }
  }
}
