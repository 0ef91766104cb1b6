extension Keyspace {
  /// Where a key is.
  public enum Residency: Equatable, Sendable {
    /// In memory. It may have expired; operations find out.
    case hot
    case absent
    /// In the store at `row`, as far as the index can tell: two keys may share a fingerprint, and
    /// only the row's key decides.
    case cold(row: UInt64)
    /// Not in the index, but the index does not know every row yet.
    case unknown
  }

  /// - Parameter needsValue: Whether a key whose value is only on disk counts as cold although the key
  ///   itself is in memory.
  ///
  /// Complexity: O(1) expected, no disk access.
  public func residency(of key: Key, needsValue: Bool = true) -> Residency {
    var cold: UInt64?
    var position = index.first(of: key.hash)
    while let candidate = position {
      let slot = index[candidate]
      if slot.isHot {
        let entry = arena[slot.handle]
        if matches(entry, key) { return residency(of: entry, needsValue) }
      } else if cold == nil {
        cold = fullRow(slot.row)
      }
      position = index.next(after: candidate)
    }
    if let cold { return .cold(row: cold) }
    return isIndexComplete ? .absent : .unknown
  }

  private func residency(of entry: Entry, _ needsValue: Bool) -> Residency {
    if entry.isTombstone { return isLifetimeNote(entry) && !isIndexComplete ? .unknown : .absent }
    return needsValue && entry.isKeyOnly ? .cold(row: fullRow(entry.row)) : .hot
  }

  /// Whether there can be cold keys at all; while there are none, `residency` need not be asked.
  public var mayHaveColdKeys: Bool { coldCount + keyOnlyCount > 0 || !isIndexComplete }

  /// The entry of `key` without any effect on its lifetime; nil when it is absent or has expired.
  /// For EXISTS, TTL, TYPE, STRLEN, SCAN and OBJECT.
  public mutating func find(_ key: Key, nowMs: Int64) -> EntryView? {
    guard let handle = liveHandle(key, nowMs: nowMs) else { return nil }
    return EntryView(entry: arena[handle])
  }

  /// Bytes of the value of a key in memory; nil for any other. Without any effect.
  public func valueLength(_ key: Key) -> Int? {
    hotHandle(key).flatMap { arena[$0].isTombstone ? nil : arena[$0].valueLength }
  }

  /// The entry of `key`, read: counts a hit or a miss, re-arms a sliding window up to its cap, and
  /// lets the eviction order know. For GET, MGET, GETRANGE, GETEX and TOUCH.
  public mutating func read(_ key: Key, nowMs: Int64) -> EntryView? {
    guard let handle = liveHandle(key, nowMs: nowMs) else {
      counters.misses &+= 1
      return nil
    }
    counters.hits &+= 1
    let entry = arena[handle]
    entry.noteUse()
    entry.noteAccess(atMs: nowMs)
    if entry.isSliding { slide(handle, nowMs: nowMs) }
    return EntryView(entry: entry)
  }

  /// The hot entry of `key` that is neither a tombstone nor expired. An expired one is removed.
  @inline(__always)
  mutating func liveHandle(_ key: Key, nowMs: Int64) -> Handle? {
    guard let handle = hotHandle(key) else { return nil }
    let entry = arena[handle]
    if entry.isTombstone { return nil }
    if entry.deadlineMs > nowMs { return handle }
    expire(handle, nowMs: nowMs)
    return nil
  }

  @inline(__always)
  func hotHandle(_ key: Key) -> Handle? {
    var position = index.first(of: key.hash)
    while let candidate = position {
      let slot = index[candidate]
      if slot.isHot && matches(arena[slot.handle], key) { return slot.handle }
      position = index.next(after: candidate)
    }
    return nil
  }

  @inline(__always)
  func matches(_ entry: Entry, _ key: Key) -> Bool {
    guard entry.keyLength == key.bytes.count && entry.database == key.database else { return false }
    guard key.bytes.count > 0 else { return true }
    // Safe: both buffers hold at least `keyLength` bytes.
    return compareBytes(
      entry.key.baseAddress.unsafelyUnwrapped, key.bytes.baseAddress.unsafelyUnwrapped,
      key.bytes.count)
  }

  /// The index position of a hot entry.
  func position(of handle: Handle, hash: UInt64) -> HashIndex.Position {
    var position = index.first(of: hash)
    while let candidate = position {
      let slot = index[candidate]
      if slot.isHot && slot.handle == handle { return candidate }
      position = index.next(after: candidate)
    }
    preconditionFailure("a hot entry is missing from the index")
  }

  /// The index position of the cold slot for `row`, if there is one.
  func position(ofColdRow row: UInt64, hash: UInt64) -> HashIndex.Position? {
    let wanted = Slot(fingerprint: 0, cold: row).row
    var position = index.first(of: hash)
    while let candidate = position {
      if !index[candidate].isHot && index[candidate].row == wanted { return candidate }
      position = index.next(after: candidate)
    }
    return nil
  }

  func hash(of entry: Entry) -> UInt64 {
    hasher.hash(UnsafeRawBufferPointer(entry.key), database: entry.database)
  }
}

/// Whether `count` bytes are equal, a word at a time.
@inline(__always)
func compareBytes(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
  var offset = 0
  guard count >= 8 else {
    while offset < count {
      let left = a.load(fromByteOffset: offset, as: UInt8.self)
      if left != b.load(fromByteOffset: offset, as: UInt8.self) { return false }
      offset &+= 1
    }
    return true
  }
  // The last word overlaps the one before it, which is less work than up to seven single bytes.
  let last = count &- 8
  while offset < last {
    if word(a, offset) != word(b, offset) { return false }
    offset &+= 8
  }
  return word(a, last) == word(b, last)
}

@inline(__always)
private func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
  base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
}
