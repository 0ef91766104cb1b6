import Keyspace

/// How commands look at entries. The three differ in what they leave behind.
extension CommandContext {
  /// The entry without any trace.
  @inline(__always)
  func find(_ key: Key) -> EntryView? {
    keyspace.find(key, nowMs: nowMs)
  }

  /// The entry as a use of its value: a hit or a miss, a re-armed window, a place in the eviction
  /// order. After `CLIENT NO-TOUCH ON` only the first of them.
  @inline(__always)
  func read(_ key: Key) -> EntryView? {
    session.leavesNoTrace ? lookUp(key) : touch(key)
  }

  /// The entry as a use of its value, whatever the client has asked for: TOUCH.
  @inline(__always)
  func touch(_ key: Key) -> EntryView? {
    let entry = keyspace.read(key, nowMs: nowMs)
    if entry == nil { noteMiss(key) }
    return entry
  }

  /// The entry, counted as a hit or a miss: EXISTS, TTL, TYPE, STRLEN, which are no use of the value,
  /// and reads that decide about the lifetime themselves.
  func lookUp(_ key: Key) -> EntryView? {
    let entry = find(key)
    if entry == nil {
      keyspace.counters.misses &+= 1
      noteMiss(key)
    } else {
      keyspace.counters.hits &+= 1
    }
    return entry
  }

  @inline(__always)
  private func noteMiss(_ key: Key) {
    if keyspace.signalsWanted { services.peers.noteMiss(key.bytes, database: session.database) }
  }
}
