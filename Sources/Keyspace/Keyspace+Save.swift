extension Keyspace {
  /// Saves `value` under `key`: a new entry, or a new value and lifetime for the one there is.
  ///
  /// Saving what is already there under a lifetime of the same kind moves the deadline and writes
  /// nothing until it has moved by a step. A deadline that has passed removes the key.
  ///
  /// - Precondition: the key is hot or absent, and key and value are within their limits.
  public mutating func save(
    _ key: Key, value: UnsafeRawBufferPointer, expiry: Expiry, nowMs: Int64
  ) {
    let existing = liveHandle(key, nowMs: nowMs)
    let lifetime = resolve(expiry, key, existing: existing, nowMs: nowMs)
    if lifetime.isExpired(at: nowMs) {
      remove(key, nowMs: nowMs)
    } else {
      store(key, value: value, lifetime: lifetime, nowMs: nowMs)
    }
  }

  /// Saves under a lifetime that has been decided before, as a replay does.
  mutating func store(
    _ key: Key, value: UnsafeRawBufferPointer, lifetime: Lifetime, nowMs: Int64
  ) {
    let existing = liveHandle(key, nowMs: nowMs)
    signal(.changed, key.database, key.bytes, isNew: existing == nil)
    if let existing {
      replace(existing, key, value: value, lifetime: lifetime, nowMs: nowMs)
    } else {
      create(key, value: value, lifetime: lifetime, nowMs: nowMs)
    }
  }

  @inline(__always)
  private mutating func resolve(
    _ expiry: Expiry, _ key: Key, existing: Handle?, nowMs: Int64
  ) -> Lifetime {
    switch expiry {
    case .at(let deadlineMs):
      return .absolute(deadlineMs: clamped(deadlineMs, of: key, nowMs: nowMs))
    case .keep:
      if let existing, !arena[existing].isSliding { return arena[existing].lifetime }
    case .backstop: break
    }
    counters.backstops &+= 1
    return rule(for: key.bytes).backstop(nowMs: nowMs)
  }

  /// The deadline, pulled back to the key's `max-ttl` from now.
  mutating func clamped(_ deadlineMs: Int64, of key: Key, nowMs: Int64) -> Int64 {
    let furthest = nowMs + rule(for: key.bytes).maxTtlMs
    guard deadlineMs > furthest else { return max(deadlineMs, 0) }
    counters.clamps &+= 1
    return furthest
  }

  private mutating func create(
    _ key: Key, value: UnsafeRawBufferPointer, lifetime: Lifetime, nowMs: Int64
  ) {
    let handle: Handle
    if let tombstone = hotHandle(key) {
      wheel.deschedule(tombstone, in: arena)
      handle = rebuild(tombstone, key, value: value)
      arena[handle].isTombstone = false
      arena[handle].isKeyOnly = false
      // The tombstone may have stood for a row that has still to turn up.
      arena[handle].isUnresolved = !isIndexComplete
      tombstoneCount -= 1
    } else {
      handle = allocate(key, value: value)
      index.insert(
        Slot(fingerprint: HashIndex.fingerprint(of: key.hash), hot: handle), hash: key.hash)
    }
    let entry = arena[handle]
    entry.lifetime = lifetime
    entry.noteAccess(atMs: nowMs)
    databaseCounts[Int(key.database)] += 1
    wheel.schedule(handle, in: arena)
    markDirty(handle)
    changes.save(database: key.database, key: key.bytes, value: value, lifetime: lifetime)
  }

  private mutating func replace(
    _ handle: Handle, _ key: Key, value: UnsafeRawBufferPointer, lifetime: Lifetime, nowMs: Int64
  ) {
    let entry = arena[handle]
    let sameKind = entry.isSliding == lifetime.isSliding
    if sameKind && !entry.isKeyOnly && hasValue(entry, value) {
      entry.noteAccess(atMs: nowMs)
      return move(handle, to: lifetime, nowMs: nowMs)
    }
    forgetKeyOnly(entry)
    var current = handle
    let block = Entry.blockBytes(keyLength: key.bytes.count, valueLength: value.count)
    if block == entry.blockBytes {
      entry.valueLength = value.count
      copy(value, to: entry.value)
    } else {
      current = rebuild(handle, key, value: value)
    }
    setLifetime(current, lifetime)
    arena[current].noteAccess(atMs: nowMs)
    markDirty(current)
    changes.save(database: key.database, key: key.bytes, value: value, lifetime: lifetime)
  }

  private func hasValue(_ entry: Entry, _ value: UnsafeRawBufferPointer) -> Bool {
    guard entry.valueLength == value.count else { return false }
    guard let new = value.baseAddress, let old = entry.value.baseAddress else { return true }
    return compareBytes(old, new, value.count)
  }

  /// Moves a deadline whose value stays: durable at once when it leaves its step, in memory only
  /// until then. A window or cap that got shorter is durable at once too, because an entry that fell
  /// back to the longer one in a crash could outlive its deadline.
  mutating func move(_ handle: Handle, to lifetime: Lifetime, nowMs: Int64) {
    let entry = arena[handle]
    let old = entry.lifetime
    guard old != lifetime.inHeader else { return }
    setLifetime(handle, lifetime)
    let kept =
      old.windowMs == lifetime.windowMs && old.capMs <= lifetime.capMs
      && !CoarseStep.isLeft(fromMs: old.deadlineMs, toMs: lifetime.deadlineMs, nowMs: nowMs)
    if kept {
      counters.elidedWrites &+= 1
      if !entry.isDirty { entry.isSlid = true }
      return
    }
    record(handle, lifetime)
  }

  /// Gives an entry a lifetime that a command has named, durable at once.
  mutating func change(_ handle: Handle, to lifetime: Lifetime) {
    let entry = arena[handle]
    // The very deadline may have been moved to in memory only.
    let isDurable = !entry.isSlid && !entry.isDirty
    guard entry.lifetime != lifetime.inHeader || !isDurable else { return }
    setLifetime(handle, lifetime)
    record(handle, lifetime)
  }

  private mutating func record(_ handle: Handle, _ lifetime: Lifetime) {
    let entry = arena[handle]
    markDirty(handle)
    changes.setLifetime(
      database: entry.database, key: UnsafeRawBufferPointer(entry.key), lifetime: lifetime)
  }

  /// Re-arms a sliding window after a read.
  ///
  /// - Precondition: the entry is sliding.
  @inline(__always)
  mutating func slide(_ handle: Handle, nowMs: Int64) {
    // Most reads of a burst come in the same millisecond.
    if arena[handle].lastAccessMs == nowMs { return }
    let lifetime = arena[handle].lifetime
    let rearmed = lifetime.rearmed(at: nowMs)
    guard rearmed.deadlineMs != lifetime.deadlineMs else { return }
    if arena[handle].isKeyOnly || !hasJournalRoomToSlide(arena[handle]) {
      slideInMemory(handle, to: rearmed, nowMs: nowMs)
    } else {
      move(handle, to: rearmed, nowMs: nowMs)
    }
  }

  /// Re-arms a window as far as that needs no record. A crash may then end the entry early, never late.
  @inline(never)
  private mutating func slideInMemory(_ handle: Handle, to lifetime: Lifetime, nowMs: Int64) {
    let entry = arena[handle]
    guard !entry.isKeyOnly || canSlideKeyOnly(entry, to: lifetime, nowMs: nowMs) else { return }
    setLifetime(handle, lifetime)
    counters.elidedWrites &+= 1
    if !entry.isDirty { entry.isSlid = true }
  }

  @inline(__always)
  private func hasJournalRoomToSlide(_ entry: Entry) -> Bool {
    changes.count &+ entry.keyLength &+ Keyspace.recordOverheadBytes <= journalRoom.slideBytes
      || !changes.isRecording
  }

  /// Sets the lifetime; an earlier deadline is put into its place in the wheel at once, a later one
  /// when its old place comes up.
  @inline(__always)
  mutating func setLifetime(_ handle: Handle, _ lifetime: Lifetime) {
    let entry = arena[handle]
    let isEarlier = lifetime.deadlineMs < entry.deadlineMs
    entry.lifetime = lifetime
    guard isEarlier else { return }
    wheel.deschedule(handle, in: arena)
    wheel.schedule(handle, in: arena)
  }

  /// Queues the entry for the store; the row that it has now dies when the next one is written.
  mutating func markDirty(_ handle: Handle) {
    let entry = arena[handle]
    guard !entry.isDirty else { return }
    let oldRow = entry.row
    entry.isDirty = true
    entry.isSlid = false
    entry.dirtyPosition = dirty.append(DirtyQueue.Item(handle: handle, oldRow: oldRow))
    dirtyBytes += entry.blockBytes
  }
}

@inline(__always)
func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer) {
  guard let from = source.baseAddress, let to = target.baseAddress, source.count > 0 else { return }
  // `memmove`: a value may be a view of the very entry it is saved to.
  to.copyMemory(from: from, byteCount: source.count)
}
