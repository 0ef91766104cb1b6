extension Keyspace {
  /// Keys that are only on disk.
  public var coldKeyCount: Int { coldCount }

  /// Brings a row back into memory as its entry, or drops it if its deadline has passed or it is
  /// damaged. A row that the index does not know as cold any more is ignored.
  public mutating func promote(_ header: RowBatch.Header, in batch: RowBatch, nowMs: Int64) {
    guard let position = position(ofColdRow: header.row, hash: header.hash) else {
      return completeKeyOnly(header, in: batch)
    }
    let isSound = isSound(header, in: batch)
    let lifetime = lifetime(of: header)
    guard isSound, !lifetime.isExpired(at: nowMs) else {
      dropCold(at: position, header.row, hash: header.hash)
      if isSound { counters.expired &+= 1 } else { unreadableCount += 1 }
      if isSound { signal(.expired, header.database, batch.key(of: header)) }
      // Else the key would be looked for on disk again, and found until the row is gone.
      if isSound { noteAbsent(key(of: header, in: batch)) }
      return
    }
    let handle = adopt(header, lifetime, in: batch, nowMs: nowMs)
    index[position] = Slot(fingerprint: HashIndex.fingerprint(of: header.hash), hot: handle)
    coldCount -= 1
  }

  /// A cold row whose deadline has passed on disk. Ignored when the entry is hot: its deadline in
  /// memory is the true one.
  ///
  /// - Parameter key: Its key, if somebody wants to know which keys expire.
  /// - Returns: The deadline that the entry has slid to, in memory or not, when it lives on: it may
  ///   leave memory before then, and nothing else would look for it.
  @discardableResult
  public mutating func dropExpired(
    row: UInt64, hash: UInt64, nowMs: Int64, key: UnsafeRawBufferPointer? = nil
  ) -> Int64? {
    guard let position = position(ofColdRow: row, hash: hash) else {
      return hotHandle(ofRow: row, hash: hash).map { arena[$0].deadlineMs }
    }
    if let deadlineMs = slid.deadlineMs(ofRow: row), deadlineMs > nowMs { return deadlineMs }
    dropCold(at: position, row, hash: hash)
    counters.expired &+= 1
    // The low four bits of a hash are the database.
    if let key { signal(.expired, UInt8(hash & 15), key) }
    return nil
  }

  /// A cold row that the store lacks although it is alive there. Nothing can be made of it.
  public mutating func dropMissing(row: UInt64, hash: UInt64) {
    guard let position = position(ofColdRow: row, hash: hash) else { return }
    dropCold(at: position, row, hash: hash)
  }

  /// Rows dropped because no entry could be made of them, since the last call.
  public mutating func takeUnreadableCount() -> Int {
    defer { unreadableCount = 0 }
    return unreadableCount
  }

  /// A row has been copied to a newer one. Whoever held the old one holds the new one now; if nobody
  /// does, the copy is dead.
  ///
  /// - Precondition: the index is complete; before that it cannot tell who holds the row.
  public mutating func relocate(from: UInt64, to: UInt64, hash: UInt64) {
    newestRow = max(newestRow, to)
    slid.move(from: from, to: to)
    if let position = position(ofColdRow: from, hash: hash) {
      index[position] = Slot(fingerprint: HashIndex.fingerprint(of: hash), cold: to)
    } else if !relocateHot(from: from, to: to, hash: hash) {
      deadRows.append(to)
    }
  }

  /// Whether an entry can be made of a row: what comes from a file may be anything.
  func isSound(_ header: RowBatch.Header, in batch: RowBatch) -> Bool {
    header.lifetime.isRepresentable && header.database < Key.databaseCount
      && header.keyLength <= Key.maxLength && header.valueLength <= Entry.maxValueLength
      && hasher.hash(batch.key(of: header), database: header.database) == header.hash
  }

  func key(of header: RowBatch.Header, in batch: RowBatch) -> Key {
    Key(bytes: batch.key(of: header), database: header.database, hash: header.hash)
  }

  /// A hot entry made from a row.
  private mutating func adopt(
    _ header: RowBatch.Header, _ lifetime: Lifetime, in batch: RowBatch, nowMs: Int64
  ) -> Handle {
    let key = key(of: header, in: batch)
    let handle = allocate(key, value: batch.value(of: header))
    let entry = arena[handle]
    entry.lifetime = lifetime
    if !header.hasValue { noteKeyOnly(entry) }
    entry.isSlid = lifetime != header.lifetime
    entry.noteAccess(atMs: nowMs)
    entry.row = header.row
    wheel.schedule(handle, in: arena)
    counters.promoted &+= 1
    return handle
  }

  mutating func dropCold(at position: HashIndex.Position, _ row: UInt64, hash: UInt64) {
    index.remove(at: position)
    coldCount -= 1
    databaseCounts[Int(hash & 15)] -= 1
    deadRows.append(row)
  }

  private mutating func relocateHot(from: UInt64, to: UInt64, hash: UInt64) -> Bool {
    guard let handle = hotHandle(ofRow: from, hash: hash) else { return false }
    let entry = arena[handle]
    if entry.isDirty { dirty[entry.dirtyPosition].oldRow = to } else { entry.row = to }
    return true
  }

  /// The hot entry that a row belongs to, in its present state or an older one.
  func hotHandle(ofRow row: UInt64, hash: UInt64) -> Handle? {
    var position = index.first(of: hash)
    while let candidate = position {
      let slot = index[candidate]
      if slot.isHot && self.row(of: arena[slot.handle]) == row { return slot.handle }
      position = index.next(after: candidate)
    }
    return nil
  }

  /// The row that the store has for a hot entry, of its present state or an older one; nil for none.
  func row(of entry: Entry) -> UInt64? {
    let row = entry.isDirty ? dirty[entry.dirtyPosition].oldRow : entry.row
    return row == 0 ? nil : fullRow(row)
  }
}
