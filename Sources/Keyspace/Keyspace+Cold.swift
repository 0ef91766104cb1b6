extension Keyspace {
  /// Keys that are only on disk.
  public var coldKeyCount: Int { coldCount }

  /// Brings a row back into memory as its entry, or drops it if its deadline has passed. A row that
  /// the index does not know as cold any more is ignored.
  public mutating func promote(_ header: RowBatch.Header, in batch: RowBatch, nowMs: Int64) {
    guard let position = position(ofColdRow: header.row, hash: header.hash) else { return }
    guard !header.lifetime.isExpired(at: nowMs) else {
      dropCold(at: position, header.row, hash: header.hash)
      return
    }
    let handle = adopt(header, in: batch, nowMs: nowMs)
    index[position] = Slot(fingerprint: HashIndex.fingerprint(of: header.hash), hot: handle)
    coldCount -= 1
  }

  /// A cold row whose deadline has passed on disk. Ignored when the entry is hot: its deadline in
  /// memory is the true one.
  public mutating func dropExpired(row: UInt64, hash: UInt64) {
    guard let position = position(ofColdRow: row, hash: hash) else { return }
    dropCold(at: position, row, hash: hash)
  }

  /// A row has been copied to a newer one. Whoever held the old one holds the new one now; if nobody
  /// does, the copy is dead.
  public mutating func relocate(from: UInt64, to: UInt64, hash: UInt64) {
    newestRow = max(newestRow, to)
    if let position = position(ofColdRow: from, hash: hash) {
      index[position] = Slot(fingerprint: HashIndex.fingerprint(of: hash), cold: to)
    } else if !relocateHot(from: from, to: to, hash: hash) {
      deadRows.append(to)
    }
  }

  /// A hot entry made from a row.
  mutating func adopt(_ header: RowBatch.Header, in batch: RowBatch, nowMs: Int64) -> Handle {
    let key = Key(bytes: batch.key(of: header), database: header.database, hash: header.hash)
    let handle = allocate(key, value: batch.value(of: header))
    let entry = arena[handle]
    entry.lifetime = header.lifetime
    entry.noteAccess(atMs: nowMs)
    entry.row = header.row
    wheel.schedule(handle, in: arena)
    counters.promoted &+= 1
    return handle
  }

  private mutating func dropCold(at position: HashIndex.Position, _ row: UInt64, hash: UInt64) {
    index.remove(at: position)
    coldCount -= 1
    databaseCounts[Int(hash & 15)] -= 1
    counters.expired &+= 1
    deadRows.append(row)
  }

  private mutating func relocateHot(from: UInt64, to: UInt64, hash: UInt64) -> Bool {
    var position = index.first(of: hash)
    while let candidate = position {
      let slot = index[candidate]
      position = index.next(after: candidate)
      guard slot.isHot, !arena[slot.handle].isTombstone else { continue }
      let entry = arena[slot.handle]
      if entry.isDirty {
        guard fullRow(dirty[entry.dirtyPosition].oldRow) == from else { continue }
        dirty[entry.dirtyPosition].oldRow = to
        return true
      }
      guard fullRow(entry.row) == from else { continue }
      entry.row = to
      return true
    }
    return false
  }
}
