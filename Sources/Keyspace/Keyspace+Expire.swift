extension Keyspace {
  /// Gives a key an absolute deadline, clamped to `max-ttl`; one that has passed removes the key.
  /// False when the key is absent or has expired.
  ///
  /// The deadline is durable as it stands, however little it moves: whoever set it knows it.
  ///
  /// - Precondition: the key is hot or absent.
  @discardableResult
  public mutating func setDeadline(_ key: Key, deadlineMs: Int64, nowMs: Int64) -> Bool {
    guard let handle = liveHandle(key, nowMs: nowMs) else { return false }
    if deadlineMs <= nowMs { return remove(key, nowMs: nowMs) }
    signal(.changed, key.database, key.bytes)
    let clampedMs = clamped(deadlineMs, of: key, nowMs: nowMs)
    change(handle, to: .absolute(deadlineMs: clampedMs))
    arena[handle].noteAccess(atMs: nowMs)
    return true
  }

  /// Turns an absolute deadline back into the sliding backstop, the nearest to "no expiry" that
  /// exists here. False when the key is absent or on the backstop already.
  ///
  /// - Precondition: the key is hot or absent.
  @discardableResult
  public mutating func persist(_ key: Key, nowMs: Int64) -> Bool {
    guard let handle = liveHandle(key, nowMs: nowMs), !arena[handle].isSliding else {
      return false
    }
    counters.backstops &+= 1
    signal(.changed, key.database, key.bytes)
    change(handle, to: rule(for: key.bytes).backstop(nowMs: nowMs))
    return true
  }
}
