/// Which entries stay in memory: S3-FIFO (Yang et al., "FIFO queues are all you need for cache
/// eviction", SOSP 2023) over arena segments.
///
/// New and fetched entries are on probation; whoever is used again before its segment comes up for
/// reclaiming moves to the main queue, where each use buys one more round. FIFO order is the order
/// of the log itself, so the policy needs two bits an entry, no links, and reclaims memory in whole
/// segments. One scan over the keyspace passes through probation and leaves the main queue alone,
/// which an LRU list would not survive.
extension Keyspace {
  /// Whether a change may be made now.
  public enum Admission: Equatable, Sendable {
    case admitted
    /// Too much is waiting for the store: try again when a batch has been committed.
    case mustWait
    /// What cannot leave memory (the index, buffers) has taken it all.
    case outOfMemory
    /// The disk has no room, and nothing may go to make some.
    case outOfDisk
    /// The crash journal could not take it even if it were empty.
    case outOfJournal
  }

  /// The least that the arena must be able to hold for anything to work.
  static let leastArenaBytes = 2 * Arena.segmentBytes

  /// Makes room for a change of `bytes` (keys and values together), and says whether it may go on.
  ///
  /// Moves entries, so no view may be held across this call.
  public mutating func admit(bytes: Int) -> Admission {
    if isDiskFull { return .outOfDisk }
    let budget = memoryLimit - fixedBytes
    guard budget >= Keyspace.leastArenaBytes else { return .outOfMemory }
    if changes.isRecording {
      guard bytes <= journalRoom.largestBytes else { return .outOfJournal }
      if changes.count + bytes > journalRoom.saveBytes { return .mustWait }
    }
    // Half of the arena may wait for the store; the other half can always be reclaimed.
    let waiting = unpersistedBytes
    if waiting > 0 && waiting + bytes > budget / 2 { return .mustWait }
    if makeRoom(for: bytes) { return .admitted }
    // Reclaiming may have found entries that must be written before they can go.
    return unpersistedBytes > 0 ? .mustWait : .outOfMemory
  }

  /// Segments in a row that one call goes through without gaining space before it takes entries that
  /// were used, and as many again before it gives up. Bounds the pause to a few milliseconds.
  private static let patience = 8

  /// Reclaims until `bytes` more fit under the cap. False when nothing more can be reclaimed now.
  @discardableResult
  public mutating func makeRoom(for bytes: Int) -> Bool {
    if arena.fitsOpenSegment(bytes, queue: .probation) && usedBytes <= memoryLimit { return true }
    var futile = 0
    while !hasRoom(for: bytes) {
      if arena.releaseSpare() { continue }
      let (held, live) = (arena.heldBytes, arena.liveBytes)
      let isPatient = futile < Keyspace.patience
      guard futile < 2 * Keyspace.patience,
        (isPatient && compactArena()) || reclaimOldest(sparingUsed: isPatient)
      else { return false }
      let hasGained = arena.heldBytes < held || arena.liveBytes <= live - Arena.segmentBytes / 16
      futile = hasGained ? 0 : futile + 1
    }
    return true
  }

  private func hasRoom(for bytes: Int) -> Bool {
    usedBytes + arena.growth(for: bytes) <= memoryLimit && arena.hasNumbers(for: bytes)
  }

  /// Copies the living entries out of the emptiest segment when a quarter of the arena is dead
  /// space. False when that is not worth it.
  public mutating func compactArena() -> Bool {
    let dead = arena.byteCount - arena.liveBytes
    guard dead * 4 > arena.byteCount, let number = arena.emptiestSegment() else { return false }
    let queue = arena.segments[number].queue
    for handle in arena.handles(inSegment: number) { move(handle, to: queue) }
    return true
  }

  private mutating func reclaimOldest(sparingUsed: Bool) -> Bool {
    guard let number = arena.oldestReclaimable() else { return false }
    let queue = arena.segments[number].queue
    for handle in arena.handles(inSegment: number) {
      reclaim(handle, from: queue, sparingUsed: sparingUsed)
    }
    return true
  }

  /// Demotes an entry to its row, or keeps it: because it was used, or because its row does not say
  /// yet what it says.
  private mutating func reclaim(
    _ handle: Handle, from queue: EvictionQueue, sparingUsed: Bool
  ) {
    let entry = arena[handle]
    if entry.isSlid && !entry.isTombstone && !SlidDeadlines.canKeep(entry.lifetime) {
      markDirty(handle)
    }
    if !isDemotable(entry) { return move(handle, to: queue) }
    guard sparingUsed && entry.useCount > 0 else { return demote(handle) }
    entry.useCount = queue == .probation ? 0 : entry.useCount - 1
    move(handle, to: .main)
  }

  private func isDemotable(_ entry: Entry) -> Bool {
    guard !entry.isTombstone, !entry.isDirty else { return false }
    guard isIndexComplete || !entry.isUnresolved || !mayMeetOldRows else { return false }
    return fullRow(entry.row) <= committedRow
  }

  private mutating func demote(_ handle: Handle) {
    let entry = arena[handle]
    let hash = hash(of: entry)
    forgetKeyOnly(entry)
    if entry.isSlid { slid.note(entry.deadlineMs, ofRow: fullRow(entry.row)) }
    index[position(of: handle, hash: hash)] =
      Slot(fingerprint: HashIndex.fingerprint(of: hash), cold: entry.row)
    coldCount += 1
    counters.demoted &+= 1
    wheel.deschedule(handle, in: arena)
    arena.discard(handle)
  }
}
