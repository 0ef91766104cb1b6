import CSQLite

/// What the connections to one database share: its locks and its wal-index.
/// https://www.sqlite.org/lockingv3.html, https://www.sqlite.org/walformat.html
struct SharedDatabase {
  private var shared: Set<Int32> = []
  private var reserved: Int32?
  private var exclusive: Int32?

  private var regions: [UnsafeMutableRawPointer] = []
  private var mapped: Set<Int32> = []
  private var slots: [Slot] = Array(repeating: Slot(), count: Int(SQLITE_SHM_NLOCK))

  private struct Slot {
    var readers: Set<Int32> = []
    var writer: Int32?
  }

  // MARK: Locks of the file

  mutating func lock(_ level: Int32, _ holder: Int32) -> Int32 {
    func isFree(_ other: Int32?) -> Bool { other == nil || other == holder }
    guard isFree(exclusive) else { return SQLITE_BUSY }
    switch level {
    case SQLITE_LOCK_SHARED: shared.insert(holder)
    case SQLITE_LOCK_RESERVED:
      guard isFree(reserved) else { return SQLITE_BUSY }
      reserved = holder
    default:
      guard isFree(reserved), shared.subtracting([holder]).isEmpty else { return SQLITE_BUSY }
      exclusive = holder
    }
    return SQLITE_OK
  }

  mutating func unlock(_ level: Int32, _ holder: Int32) {
    if reserved == holder { reserved = nil }
    if exclusive == holder { exclusive = nil }
    if level == SQLITE_LOCK_NONE { shared.remove(holder) }
  }

  var isReserved: Bool { reserved != nil || exclusive != nil }

  // MARK: Shared memory

  /// The region's address; nil when it is not there and is not to be made.
  mutating func map(
    _ region: Int, byteCount: Int, extends: Bool, _ holder: Int32
  ) -> UnsafeMutableRawPointer? {
    mapped.insert(holder)
    while regions.count <= region {
      guard extends else { return nil }
      let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 4096)
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      regions.append(memory)
    }
    return regions[region]
  }

  mutating func unmap(_ holder: Int32) {
    mapped.remove(holder)
    for index in slots.indices { release(index, holder) }
    guard mapped.isEmpty else { return }
    for region in regions { region.deallocate() }
    regions.removeAll()
  }

  mutating func lockSlots(_ range: Range<Int>, flags: Int32, _ holder: Int32) -> Int32 {
    if flags & SQLITE_SHM_UNLOCK != 0 {
      for index in range { release(index, holder) }
      return SQLITE_OK
    }
    let isExclusive = flags & SQLITE_SHM_EXCLUSIVE != 0
    for slot in slots[range] {
      if let writer = slot.writer, writer != holder { return SQLITE_BUSY }
      if isExclusive && !slot.readers.subtracting([holder]).isEmpty { return SQLITE_BUSY }
    }
    for index in range {
      if isExclusive { slots[index].writer = holder } else { slots[index].readers.insert(holder) }
    }
    return SQLITE_OK
  }

  private mutating func release(_ index: Int, _ holder: Int32) {
    slots[index].readers.remove(holder)
    if slots[index].writer == holder { slots[index].writer = nil }
  }
}
