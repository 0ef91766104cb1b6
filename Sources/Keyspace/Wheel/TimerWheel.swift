/// When entries die: a hierarchical timing wheel (Varghese and Lauck, "Hashed and hierarchical
/// timing wheels", SOSP 1987), linked through the entries' own headers.
///
/// The innermost level has a slot for every two milliseconds of the next two seconds; each further
/// level has slots as long as the whole level below it. When time reaches a slot of an outer level
/// its entries move inwards, and when it reaches one of the innermost they are due. An entry whose
/// deadline has moved away in the meantime is put where it belongs now, so sliding a window costs
/// nothing here. One entry has one link: there is never a second deadline for a key.
///
/// | level | slots | a slot covers | the level covers |
/// |---|---|---|---|
/// | 0 | 1,024 | 2 ms | 2 s |
/// | 1 | 64 | 2 s | 2 min |
/// | 2 | 64 | 2 min | 2.3 h |
/// | 3 | 64 | 2.3 h | 6.2 d |
/// | 4 | 256 | 6.2 d | 4.3 years |
///
/// A deadline beyond the last level waits in its furthest slot and is placed again from there.
struct TimerWheel: ~Copyable {
  struct Level {
    var shift: Int64
    var slots: Int64
    var firstBucket: Int
  }

  /// Milliseconds a slot covers are `1 << shift`.
  static let levels = [
    Level(shift: 1, slots: 1024, firstBucket: 0),
    Level(shift: 11, slots: 64, firstBucket: 1024),
    Level(shift: 17, slots: 64, firstBucket: 1088),
    Level(shift: 23, slots: 64, firstBucket: 1152),
    Level(shift: 29, slots: 256, firstBucket: 1216),
  ]
  static let bucketCount = 1472
  /// In an entry's link word, says that the rest is a bucket number.
  static let bucketMark: UInt32 = 1 << 31

  /// First entry of each bucket, 0 for none.
  let heads: UnsafeMutablePointer<UInt32>
  /// One bit a bucket, set when it is not empty.
  let occupied: UnsafeMutablePointer<UInt64>
  /// Everything due up to this moment has been handed out.
  var currentMs: Int64
  private(set) var count = 0
  /// What `nextEventMs` would find, as long as it is known: asked several times a turn, and found
  /// out only after the first or last entry of a bucket has come or gone.
  var memo: EventMemo?

  /// `ms` is nil for an empty wheel.
  struct EventMemo { let ms: Int64? }

  init(nowMs: Int64) {
    currentMs = nowMs & ~1
    heads = .allocate(capacity: TimerWheel.bucketCount)
    heads.initialize(repeating: 0, count: TimerWheel.bucketCount)
    occupied = .allocate(capacity: TimerWheel.bucketCount / 64)
    occupied.initialize(repeating: 0, count: TimerWheel.bucketCount / 64)
  }

  deinit {
    heads.deallocate()
    occupied.deallocate()
  }

  /// Links an entry into the bucket of its deadline. Complexity: O(1).
  mutating func schedule(_ handle: Handle, in arena: borrowing Arena) {
    let entry = arena[handle]
    let bucket = findBucket(deadlineMs: entry.deadlineMs)
    let head = heads[bucket]
    entry.wheelNext = head
    entry.wheelPrevious = TimerWheel.bucketMark | UInt32(bucket)
    entry.isScheduled = true
    if head != 0 { arena[Handle(raw: head)].wheelPrevious = handle.raw } else { memo = nil }
    heads[bucket] = handle.raw
    occupied[bucket >> 6] |= 1 << UInt64(bucket & 63)
    count += 1
  }

  /// Unlinks an entry. Complexity: O(1).
  mutating func deschedule(_ handle: Handle, in arena: borrowing Arena) {
    let entry = arena[handle]
    guard entry.isScheduled else { return }
    entry.isScheduled = false
    if entry.wheelNext == 0 && entry.wheelPrevious & TimerWheel.bucketMark != 0 { memo = nil }
    replace(entry, by: entry.wheelNext, in: arena)
    if entry.wheelNext != 0 {
      arena[Handle(raw: entry.wheelNext)].wheelPrevious = entry.wheelPrevious
    }
    count -= 1
  }

  /// Points the neighbours of an entry that has moved in memory to its new place.
  func relink(_ handle: Handle, in arena: borrowing Arena) {
    let entry = arena[handle]
    guard entry.isScheduled else { return }
    replace(entry, by: handle.raw, in: arena)
    if entry.wheelNext != 0 { arena[Handle(raw: entry.wheelNext)].wheelPrevious = handle.raw }
  }

  mutating func removeAll() {
    heads.update(repeating: 0, count: TimerWheel.bucketCount)
    occupied.update(repeating: 0, count: TimerWheel.bucketCount / 64)
    count = 0
    memo = nil
  }

  /// Makes whatever points forward to `entry` point to `successor` instead.
  private func replace(_ entry: Entry, by successor: UInt32, in arena: borrowing Arena) {
    let previous = entry.wheelPrevious
    guard previous & TimerWheel.bucketMark != 0 else {
      arena[Handle(raw: previous)].wheelNext = successor
      return
    }
    let bucket = Int(previous & ~TimerWheel.bucketMark)
    heads[bucket] = successor
    if successor == 0 { occupied[bucket >> 6] &= ~(1 << UInt64(bucket & 63)) }
  }

  /// The bucket for a deadline: the innermost level that reaches it. Rounded up, so that nothing
  /// comes due before its deadline.
  func findBucket(deadlineMs: Int64) -> Int {
    // Safe: rounding up at the end of the range wraps to the past, which the test excludes.
    let due = deadlineMs == .max ? deadlineMs : max((deadlineMs + 1) & ~1, currentMs + 2)
    for level in TimerWheel.levels {
      let slot = due >> level.shift
      if slot - (currentMs >> level.shift) < level.slots {
        return level.firstBucket + Int(slot & (level.slots - 1))
      }
    }
    let last = TimerWheel.levels[TimerWheel.levels.count - 1]
    let furthest = (currentMs >> last.shift) + last.slots - 1
    return last.firstBucket + Int(furthest & (last.slots - 1))
  }
}
