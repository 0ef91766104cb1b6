/// Lifetimes that a replay has read for keys whose value is in the store.
///
/// The store's rows turn up only after the replay, so each such lifetime is kept under its key in the form
/// of a tombstone whose value is the lifetime. The row that turns up becomes an entry with that lifetime,
/// dirty, so that the next commit writes what the journal alone had said.
extension Keyspace {
  /// The length of the value tells nothing: what is removed becomes a tombstone with the value that it had.
  @inline(__always)
  func isLifetimeNote(_ entry: Entry) -> Bool {
    entry.isTombstone && entry.isKeyOnly
  }

  /// Whether a row that was read without its value has to be read with it.
  public func awaitsValue(of header: RowBatch.Header, in batch: RowBatch) -> Bool {
    guard let handle = hotHandle(key(of: header, in: batch)) else { return false }
    return isLifetimeNote(arena[handle])
  }

  /// Keeps the lifetime of a key that is not in memory. One that is known to be absent stays so.
  mutating func noteLifetime(_ lifetime: Lifetime, of key: Key) {
    guard !isIndexComplete else { return }
    withUnsafeBytes(of: lifetime) { bytes in
      if let handle = hotHandle(key) {
        if isLifetimeNote(arena[handle]) { copy(bytes, to: arena[handle].value) }
        return
      }
      let handle = allocate(key, value: bytes)
      index.insert(
        Slot(fingerprint: HashIndex.fingerprint(of: key.hash), hot: handle), hash: key.hash)
      bury(handle)
      arena[handle].isKeyOnly = true
    }
  }

  /// The key is not in the store: the note becomes an ordinary tombstone.
  mutating func forgetLifetimeNote(_ handle: Handle, _ key: Key) {
    guard isLifetimeNote(arena[handle]) else { return }
    let tombstone = rebuild(handle, key, value: UnsafeRawBufferPointer(start: nil, count: 0))
    arena[tombstone].isKeyOnly = false
  }

  /// Makes an entry of a row and of the lifetime that was noted for its key.
  mutating func adopt(
    _ header: RowBatch.Header, in batch: RowBatch, noted handle: Handle, nowMs: Int64
  ) {
    let key = key(of: header, in: batch)
    let lifetime = UnsafeRawBufferPointer(arena[handle].value).loadUnaligned(as: Lifetime.self)
    guard !lifetime.isExpired(at: nowMs), isSound(header, in: batch) else {
      deadRows.append(header.row)
      return forgetLifetimeNote(handle, key)
    }
    guard header.hasValue else { return }
    wheel.deschedule(handle, in: arena)
    let adopted = rebuild(handle, key, value: batch.value(of: header))
    let entry = arena[adopted]
    entry.isTombstone = false
    entry.isKeyOnly = false
    tombstoneCount -= 1
    // This row is the one that the key has: no other will turn up.
    entry.isUnresolved = false
    entry.lifetime = lifetime
    entry.row = header.row
    databaseCounts[Int(key.database)] += 1
    wheel.schedule(adopted, in: arena)
    markDirty(adopted)
  }
}
