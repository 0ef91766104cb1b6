extension Keyspace {
  /// What became of a row that the index was told of.
  public enum RowOutcome: Equatable, Sendable {
    case indexed
    /// The index knew the row already, or is complete and takes no more.
    case known
    /// A hot entry has the same hash: the row's key must be read to tell whether the entry replaces
    /// it. Answer with `resolve`.
    case conflict
  }

  /// From here until `finishLoading` a key that the index does not know may still be on disk.
  public mutating func beginLoading(newestRow row: UInt64) {
    isIndexComplete = false
    mayMeetOldRows = true
    newestRow = row
    committedRow = row
  }

  /// Every live row has been offered and every conflict settled but for rows whose lifetime the journal
  /// has changed: entries that the replay has saved may leave memory to make room for those.
  public mutating func finishResolving() { mayMeetOldRows = false }

  /// Every live row has been offered: what the index does not know does not exist.
  public mutating func finishLoading() { isIndexComplete = true }

  /// Offers a live row of the store to the index.
  public mutating func indexRow(_ row: UInt64, hash: UInt64) -> RowOutcome {
    guard !isIndexComplete else { return .known }
    var position = index.first(of: hash)
    while let candidate = position {
      let slot = index[candidate]
      position = index.next(after: candidate)
      guard slot.isHot else {
        if fullRow(slot.row) == row { return .known }
        continue
      }
      let entry = arena[slot.handle]
      if self.row(of: entry) == row { return .known }
      if self.hash(of: entry) == hash { return .conflict }
    }
    insertCold(row, hash: hash)
    return .indexed
  }

  /// Settles a conflict, now that the row's key is known: the row is dead if a hot entry or a
  /// tombstone has that key; else it is indexed. Call it only for a row that is live still.
  public mutating func resolve(_ header: RowBatch.Header, in batch: RowBatch, nowMs: Int64) {
    guard !isIndexComplete else { return }
    let key = key(of: header, in: batch)
    if let handle = hotHandle(key) {
      if isLifetimeNote(arena[handle]) {
        return adopt(header, in: batch, noted: handle, nowMs: nowMs)
      }
      // A client may have asked for the key and brought in this very row meanwhile.
      if row(of: arena[handle]) != header.row { deadRows.append(header.row) }
      return
    }
    if position(ofColdRow: header.row, hash: header.hash) == nil {
      insertCold(header.row, hash: header.hash)
    }
  }

  /// Brings in a row that was found on disk before the index knew it. Call it only for a row that is
  /// live still: whoever waited for the disk asks again whether it is.
  public mutating func promoteLocated(
    _ header: RowBatch.Header, in batch: RowBatch, nowMs: Int64
  ) {
    // Once the index is complete, a row that it does not know is dead.
    guard !isIndexComplete else { return promote(header, in: batch, nowMs: nowMs) }
    let key = key(of: header, in: batch)
    if let handle = hotHandle(key) {
      if isLifetimeNote(arena[handle]) { adopt(header, in: batch, noted: handle, nowMs: nowMs) }
      return
    }
    if position(ofColdRow: header.row, hash: header.hash) == nil {
      insertCold(header.row, hash: header.hash)
    }
    promote(header, in: batch, nowMs: nowMs)
  }

  /// The key was looked for on disk and is not there.
  public mutating func noteAbsent(_ key: Key) {
    guard !isIndexComplete else { return }
    // The row of a key whose lifetime is noted may lie in a segment that is indexed already.
    guard hotHandle(key) == nil else { return }
    let handle = allocate(key, value: UnsafeRawBufferPointer(start: nil, count: 0))
    index.insert(
      Slot(fingerprint: HashIndex.fingerprint(of: key.hash), hot: handle), hash: key.hash)
    bury(handle)
  }

  /// Makes an entry, which is out of the wheel and the dirty queue, a tombstone. The wheel brings it
  /// up every second until the index is complete.
  mutating func bury(_ handle: Handle) {
    let entry = arena[handle]
    entry.isTombstone = true
    entry.isSlid = false
    tombstoneCount += 1
    waitInWheel(handle)
  }

  /// Removes a tombstone that is no longer needed.
  mutating func retire(_ handle: Handle) {
    guard isIndexComplete else { return waitInWheel(handle) }
    index.remove(at: position(of: handle, hash: hash(of: arena[handle])))
    arena.discard(handle)
    tombstoneCount -= 1
  }

  private mutating func waitInWheel(_ handle: Handle) {
    arena[handle].lifetime = .absolute(deadlineMs: wheel.currentMs + 1000)
    wheel.schedule(handle, in: arena)
  }

  private mutating func insertCold(_ row: UInt64, hash: UInt64) {
    index.insert(Slot(fingerprint: HashIndex.fingerprint(of: hash), cold: row), hash: hash)
    coldCount += 1
    databaseCounts[Int(hash & 15)] += 1
  }
}
