extension Keyspace {
  /// Removes a key for good. False when it was absent or had expired.
  ///
  /// - Precondition: the key is hot or absent.
  @discardableResult
  public mutating func remove(_ key: Key, nowMs: Int64, isFlush: Bool = false) -> Bool {
    guard let handle = liveHandle(key, nowMs: nowMs) else { return false }
    changes.remove(database: key.database, key: key.bytes)
    signal(isFlush ? .flushed : .removed, key.database, key.bytes)
    erase(handle, hash: key.hash)
    return true
  }

  /// Sends word that a database, or part of it, has been flushed.
  public mutating func noteFlush(ofDatabase database: UInt8) {
    signal(.emptied, database, UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// Removes every entry of every database. Every row handed out so far is dead after it, so the
  /// index is complete, and rows that are still being read are ignored when they arrive.
  public mutating func removeAll() {
    changes.removeAllEntries()
    signal(.removedAll, 0, UnsafeRawBufferPointer(start: nil, count: 0))
    index.removeAll()
    arena.removeAll()
    wheel.removeAll()
    dirty.removeAll()
    deadRows.removeAll()
    slid.removeAll()
    keyOnlyCount = 0
    dirtyBytes = 0
    capturedBytes = 0
    tombstoneCount = 0
    coldCount = 0
    isIndexComplete = true
    for database in 0..<Key.databaseCount { databaseCounts[database] = 0 }
  }

  /// Removes entries whose deadline has passed, at most about `budget` of them.
  ///
  /// - Returns: False when the budget ran out and more may be due.
  public mutating func expireDue(nowMs: Int64, budget: Int) -> Bool {
    if nowMs < wheel.currentMs - 1000 { wheel.rewind(to: nowMs, in: arena) }
    var left = budget
    while let handle = wheel.popDue(nowMs: nowMs, budget: &left, in: arena) {
      if arena[handle].isTombstone {
        retire(handle)
      } else {
        noteLag(nowMs - arena[handle].deadlineMs)
        expire(handle, nowMs: nowMs)
      }
    }
    return left > 0
  }

  /// When `expireDue` should run next at the latest, in wall-clock ms; nil when nothing is
  /// scheduled.
  public var nextExpiryMs: Int64? { wheel.nextEventMs }

  /// Removes an entry that has reached its deadline. Nothing is journalled: the deadline says it
  /// all, wherever it is read.
  mutating func expire(_ handle: Handle, nowMs: Int64) {
    counters.expired &+= 1
    signal(.expired, arena[handle].database, UnsafeRawBufferPointer(arena[handle].key))
    erase(handle, hash: hash(of: arena[handle]))
  }

  private mutating func noteLag(_ lagMs: Int64) {
    let lag = UInt64(max(lagMs, 0))
    counters.expiryLagTotalMs &+= lag
    counters.expiryLagMaxMs = max(counters.expiryLagMaxMs, lag)
  }

  /// Takes an entry out of every structure. While the index is incomplete a tombstone stays, because
  /// an older row of the key may still turn up.
  mutating func erase(_ handle: Handle, hash: UInt64) {
    let entry = arena[handle]
    wheel.deschedule(handle, in: arena)
    forgetKeyOnly(entry)
    forgetRows(of: entry)
    databaseCounts[Int(entry.database)] -= 1
    if isIndexComplete {
      index.remove(at: position(of: handle, hash: hash))
      arena.discard(handle)
    } else {
      bury(handle)
    }
  }

  /// Takes the entry out of the dirty queue and reports its row as dead.
  private mutating func forgetRows(of entry: Entry) {
    if let row = row(of: entry) { deadRows.append(row) }
    if entry.isDirty {
      dirty[entry.dirtyPosition] = DirtyQueue.Item(handle: .none, oldRow: 0)
      dirtyBytes -= entry.blockBytes
      entry.isDirty = false
    }
    entry.row = 0
  }
}
