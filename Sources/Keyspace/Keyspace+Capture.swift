extension Keyspace {
  /// Position that the next entry to become dirty will get; grows for ever.
  public var dirtyTail: UInt64 { dirty.tail }
  /// Position of the oldest entry that may still be dirty; everything before it has been captured.
  public var dirtyHead: UInt64 { dirty.head }
  /// Bytes of entries that the store does not hold yet in their present state.
  public var unpersistedBytes: Int { dirtyBytes + capturedBytes }
  public var isDirty: Bool { !dirty.isEmpty || !deadRows.isEmpty || isMapDirty }

  /// Copies the oldest dirty entries into `batch`, which makes them clean.
  ///
  /// - Parameters:
  ///   - limitBytes: Stop once the batch holds this much.
  ///   - allocateRow: Gives the number of the next row, ever larger, for a deadline in ms and a
  ///     number of key and value bytes.
  public mutating func capture(
    into batch: RowBatch, limitBytes: Int,
    allocateRow: (_ deadlineMs: Int64, _ byteCount: Int) -> UInt64
  ) {
    while batch.byteCount < limitBytes, let item = dirty.popFirst() {
      let entry = arena[item.handle]
      let block = entry.blockBytes
      let row = allocateRow(entry.deadlineMs, entry.keyLength + entry.valueLength)
      batch.append(
        row: row, hash: hash(of: entry), database: entry.database, lifetime: entry.lifetime,
        key: UnsafeRawBufferPointer(entry.key), value: UnsafeRawBufferPointer(entry.value))
      entry.isDirty = false
      entry.isSlid = false
      entry.row = row
      dirtyBytes -= block
      capturedBytes += block
      if item.oldRow != 0 { deadRows.append(fullRow(item.oldRow)) }
      newestRow = row
    }
  }

  /// Rows that hold no entry any more, since the last call.
  public mutating func takeDeadRows() -> [UInt64] {
    defer { deadRows.removeAll(keepingCapacity: true) }
    return deadRows
  }

  /// The rows captured last can be read from the store now, so their entries may leave memory.
  public mutating func noteCommitted(throughRow row: UInt64) {
    committedRow = max(committedRow, row)
    capturedBytes = 0
  }

  /// Queues every entry whose deadline moved in memory only, for a clean stop.
  public mutating func markSlidDirty() {
    for number in arena.usedSegments {
      for handle in arena.handles(inSegment: number) where arena[handle].isSlid {
        let entry = arena[handle]
        if entry.isKeyOnly {
          slid.note(entry.deadlineMs, ofRow: fullRow(entry.row))
        } else {
          markDirty(handle)
        }
      }
    }
  }

  /// By so many low bits of their numbers rows are told apart in memory. All of them zero means no row,
  /// so the store must not hand out a row whose number ends so.
  public static let rowBits: UInt64 = 39

  /// The whole row number for what an entry or a slot keeps of it.
  func fullRow(_ kept: UInt64) -> UInt64 {
    let span: UInt64 = 1 << Keyspace.rowBits
    let candidate = (newestRow & ~(span - 1)) | (kept & (span - 1))
    return candidate > newestRow && candidate >= span ? candidate - span : candidate
  }
}

extension Keyspace {
  /// Whether the index leads to a row of the store: as a cold key, or as the stored state of a hot one.
  public func holds(row: UInt64, hash: UInt64) -> Bool {
    if position(ofColdRow: row, hash: hash) != nil { return true }
    var position = index.first(of: hash)
    while let candidate = position {
      let slot = index[candidate]
      if slot.isHot && self.row(of: arena[slot.handle]) == row { return true }
      position = index.next(after: candidate)
    }
    return false
  }
}
