extension Keyspace {
  /// Memory of everything that counts towards the cap.
  public var usedBytes: Int { arena.byteCount + fixedBytes }

  /// The part of `usedBytes` that reclaiming entries cannot lower.
  public var fixedBytes: Int {
    index.byteCount + dirty.byteCount + changes.byteCount + externalBytes
      + slid.byteCount + deadRows.capacity * MemoryLayout<UInt64>.stride
  }

  /// Bytes of living hot entries.
  public var entryBytes: Int { arena.liveBytes }
  public var indexBytes: Int { index.byteCount }
  public var arenaBytes: Int { arena.byteCount }

  /// A new entry for `key` with zeroed header, in no structure yet.
  mutating func allocate(_ key: Key, value: UnsafeRawBufferPointer) -> Handle {
    let block = Entry.blockBytes(keyLength: key.bytes.count, valueLength: value.count)
    let handle = arena.append(block, queue: .probation)
    let entry = arena[handle]
    entry.initialize(keyLength: key.bytes.count, valueLength: value.count)
    entry.database = key.database
    copy(key.bytes, to: entry.key)
    copy(value, to: entry.value)
    return handle
  }

  /// A block of another size for an entry that keeps its place in every structure.
  mutating func rebuild(_ handle: Handle, _ key: Key, value: UnsafeRawBufferPointer) -> Handle {
    let old = arena[handle]
    let successor = allocate(key, value: value)
    let entry = arena[successor]
    entry.copyState(from: old)
    if entry.isDirty { dirtyBytes += entry.blockBytes - old.blockBytes }
    reseat(handle, to: successor, hash: key.hash)
    return successor
  }

  /// Copies an entry to the end of `queue`.
  mutating func move(_ handle: Handle, to queue: EvictionQueue) {
    let entry = arena[handle]
    let block = entry.blockBytes
    let successor = arena.append(block, queue: queue)
    arena[successor].base.copyMemory(from: entry.base, byteCount: block)
    reseat(handle, to: successor, hash: hash(of: entry))
  }

  /// Points everything that knows an entry to its new block and discards the old one.
  private mutating func reseat(_ old: Handle, to new: Handle, hash: UInt64) {
    let entry = arena[new]
    wheel.relink(new, in: arena)
    if entry.isDirty { dirty[entry.dirtyPosition].handle = new }
    index[position(of: old, hash: hash)] =
      Slot(fingerprint: HashIndex.fingerprint(of: hash), hot: new)
    arena.discard(old)
  }
}
