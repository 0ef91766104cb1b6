/// Memory of the hot entries: a log of 1 MB segments, as in RAMCloud (Rumble et al., "Log-structured
/// memory for DRAM-based storage", FAST 2014) and Segcache (Yang et al., NSDI 2021).
///
/// An entry is appended to the open segment of its eviction queue and never freed by itself: it is
/// marked dead, and its segment goes back whole once everything in it is dead, moved or evicted.
/// So memory is counted in segments, exactly, and no allocator can fragment it.
struct Arena: ~Copyable {
  static let segmentBytes = 1 << 20
  /// Entries above this get a segment of their own.
  static let largeEntryBytes = 256 * 1024
  /// Empty segments kept for the next append instead of going back to the system.
  private static let spareLimit = 4

  /// Segment number to its first byte. Fixed in place, so entries are found without a check.
  let bases: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private(set) var segments: [ArenaSegment] = [ArenaSegment()]
  private var freeNumbers: [Int] = []
  private var spares: [UnsafeMutableRawPointer] = []
  private(set) var probation = SegmentList()
  private(set) var main = SegmentList()
  /// Bytes of all segments, spares included.
  private(set) var byteCount = 0
  /// Bytes of living entries.
  private(set) var liveBytes = 0

  init() {
    bases = .allocate(capacity: Handle.maxSegments)
    bases.initialize(repeating: nil, count: Handle.maxSegments)
  }

  deinit {
    for number in 0..<Handle.maxSegments { bases[number]?.deallocate() }
    bases.deallocate()
    for spare in spares { spare.deallocate() }
  }

  subscript(handle: Handle) -> Entry {
    @inline(__always)
    get { Entry(base: bases[handle.segment].unsafelyUnwrapped + handle.offset) }
  }

  /// Whether an entry of `bytes` fits into the open segment of `queue`.
  func fitsOpenSegment(_ bytes: Int, queue: EvictionQueue) -> Bool {
    guard bytes <= Arena.largeEntryBytes else { return false }
    let open = list(queue).newest
    return open != 0 && segments[open].used + bytes <= segments[open].capacity
  }

  /// Bytes by which the arena grows when an entry of `bytes` opens a segment.
  func growth(for bytes: Int) -> Int {
    if bytes > Arena.largeEntryBytes { return Arena.roundedToPages(bytes + Handle.granuleBytes) }
    return spares.isEmpty ? Arena.segmentBytes : 0
  }

  var hasFreeNumber: Bool { !freeNumbers.isEmpty || segments.count < Handle.maxSegments }

  /// Whether the numbers suffice for entries of `bytes` together and for some segments' worth of
  /// moving entries around.
  func hasNumbers(for bytes: Int) -> Bool {
    let free = freeNumbers.count + Handle.maxSegments - segments.count
    return free >= 16 + bytes / Arena.largeEntryBytes
  }

  /// Bytes of segments in use.
  var heldBytes: Int { byteCount - spares.count * Arena.segmentBytes }

  /// Gives an empty segment back to the system; false when there is none.
  mutating func releaseSpare() -> Bool {
    guard let spare = spares.popLast() else { return false }
    spare.deallocate()
    byteCount -= Arena.segmentBytes
    return true
  }

  /// Room for `bytes` at the end of `queue`. The caller initialises the entry.
  ///
  /// - Precondition: `fitsOpenSegment` or `hasFreeNumber`.
  mutating func append(_ bytes: Int, queue: EvictionQueue) -> Handle {
    if bytes > Arena.largeEntryBytes { return appendLarge(bytes, queue: queue) }
    if !fitsOpenSegment(bytes, queue: queue) { open(queue) }
    let number = list(queue).newest
    let offset = segments[number].used
    segments[number].used += bytes
    segments[number].live += bytes
    liveBytes += bytes
    return Handle(segment: number, offset: offset)
  }

  /// Marks the entry's space as dead; frees its segment if nothing lives there any more.
  mutating func discard(_ handle: Handle) {
    let entry = self[handle]
    entry.isDead = true
    let number = handle.segment
    segments[number].live -= entry.blockBytes
    liveBytes -= entry.blockBytes
    let isOpen = list(segments[number].queue).newest == number
    if segments[number].live == 0 && !isOpen { free(number) }
  }

  /// Calls `visit` with each living entry of a segment, oldest first. `visit` may discard it.
  func handles(inSegment number: Int) -> [Handle] {
    var result: [Handle] = []
    var offset = Handle.granuleBytes
    while offset < segments[number].used {
      let handle = Handle(segment: number, offset: offset)
      let entry = self[handle]
      if !entry.isDead { result.append(handle) }
      offset += entry.blockBytes
    }
    return result
  }

  /// Closes the open segment of `queue`, so that it can be reclaimed like the others.
  mutating func seal(_ queue: EvictionQueue) {
    let number = list(queue).newest
    guard number != 0, segments[number].live > 0 else { return }
    open(queue)
  }

  mutating func removeAll() {
    for number in 1..<segments.count where segments[number].isInUse { free(number) }
    probation = SegmentList()
    main = SegmentList()
    liveBytes = 0
  }

  static func roundedToPages(_ bytes: Int) -> Int { (bytes + 4095) & ~4095 }

  func list(_ queue: EvictionQueue) -> SegmentList { queue == .main ? main : probation }

  private mutating func withList(_ queue: EvictionQueue, _ body: (inout SegmentList) -> Void) {
    if queue == .main { body(&main) } else { body(&probation) }
  }

  private mutating func open(_ queue: EvictionQueue) {
    let previous = list(queue).newest
    link(allocate(Arena.segmentBytes), queue: queue)
    if previous != 0 && segments[previous].live == 0 { free(previous) }
  }

  /// A segment for one large entry, linked behind the open one so that this stays open.
  private mutating func appendLarge(_ bytes: Int, queue: EvictionQueue) -> Handle {
    if list(queue).newest == 0 { open(queue) }
    let open = list(queue).newest
    let number = allocate(Arena.roundedToPages(bytes + Handle.granuleBytes))
    link(number, queue: queue, before: open)
    segments[number].used += bytes
    segments[number].live += bytes
    liveBytes += bytes
    return Handle(segment: number, offset: Handle.granuleBytes)
  }

  private mutating func allocate(_ capacity: Int) -> Int {
    precondition(hasFreeNumber, "the arena ran out of segment numbers")
    let number = freeNumbers.popLast() ?? segments.count
    if number == segments.count { segments.append(ArenaSegment()) }
    if capacity == Arena.segmentBytes, let spare = spares.popLast() {
      bases[number] = spare
    } else {
      bases[number] = .allocate(byteCount: capacity, alignment: 16)
      byteCount += capacity
    }
    // The first granule stays unused, so that no handle is zero.
    segments[number] = ArenaSegment(capacity: capacity, used: Handle.granuleBytes, isInUse: true)
    return number
  }

  /// Links a segment as the newest of its queue, or behind `newer`.
  private mutating func link(_ number: Int, queue: EvictionQueue, before newer: Int = 0) {
    let older = newer == 0 ? list(queue).newest : segments[newer].older
    segments[number].queue = queue
    segments[number].older = older
    segments[number].newer = newer
    if older != 0 { segments[older].newer = number }
    if newer != 0 { segments[newer].older = number }
    let capacity = segments[number].capacity
    withList(queue) { list in
      if older == 0 { list.oldest = number }
      if newer == 0 { list.newest = number }
      list.byteCount += capacity
    }
  }

  private mutating func free(_ number: Int) {
    let segment = segments[number]
    if segment.older != 0 { segments[segment.older].newer = segment.newer }
    if segment.newer != 0 { segments[segment.newer].older = segment.older }
    withList(segment.queue) { list in
      if list.oldest == number { list.oldest = segment.newer }
      if list.newest == number { list.newest = segment.older }
      list.byteCount -= segment.capacity
    }
    if segment.capacity == Arena.segmentBytes && spares.count < Arena.spareLimit {
      spares.append(bases[number].unsafelyUnwrapped)
    } else {
      bases[number]?.deallocate()
      byteCount -= segment.capacity
    }
    bases[number] = nil
    segments[number] = ArenaSegment()
    freeNumbers.append(number)
  }
}
