extension TimerWheel {
  /// Takes out the next entry whose deadline has passed, moving time forward as far as `nowMs`.
  ///
  /// Every entry looked at costs one of `budget`, and time jumps over empty slots, so the caller
  /// bounds the work of one call and goes on later where this one stopped.
  ///
  /// - Returns: An unlinked entry that is due, or nil when nothing more is due or the budget is used
  ///   up.
  mutating func popDue(nowMs: Int64, budget: inout Int, in arena: borrowing Arena) -> Handle? {
    if let memo, memo.ms.map({ $0 > nowMs }) ?? true {
      currentMs = max(currentMs, nowMs & ~1)
      return nil
    }
    defer { if memo == nil { memo = EventMemo(ms: findNextEventMs()) } }
    while budget > 0 {
      guard cascade(budget: &budget, in: arena) else { return nil }
      if currentMs <= nowMs, let handle = popCurrent(in: arena) {
        budget -= 1
        if arena[handle].deadlineMs <= nowMs { return handle }
        schedule(handle, in: arena)
      } else {
        guard step(towards: nowMs) else { return nil }
      }
    }
    return nil
  }

  /// The earliest moment at which an entry may be due or has to move inwards; nil when the wheel is
  /// empty. Waking later than this makes expiry late, waking earlier is harmless.
  var nextEventMs: Int64? { memo.map { $0.ms } ?? findNextEventMs() }

  /// The same by a search through all levels.
  func findNextEventMs() -> Int64? {
    for level in TimerWheel.levels where isOccupied(currentBucket(of: level)) { return currentMs }
    return nextOccupiedMs
  }

  /// Places every entry anew after the clock stepped back to `nowMs`. Complexity: O(`count`).
  mutating func rewind(to nowMs: Int64, in arena: borrowing Arena) {
    var chain: UInt32 = 0
    for bucket in 0..<TimerWheel.bucketCount {
      while let handle = pop(bucket, in: arena) {
        arena[handle].wheelNext = chain
        chain = handle.raw
      }
    }
    currentMs = nowMs & ~1
    memo = nil
    while chain != 0 {
      let handle = Handle(raw: chain)
      chain = arena[handle].wheelNext
      schedule(handle, in: arena)
    }
  }

  private var isRotationStart: Bool { currentMs & (1 << TimerWheel.levels[1].shift - 1) == 0 }

  private func currentBucket(of level: Level) -> Int {
    level.firstBucket + Int((currentMs >> level.shift) & (level.slots - 1))
  }

  private func isOccupied(_ bucket: Int) -> Bool {
    occupied[bucket >> 6] & (1 << UInt64(bucket & 63)) != 0
  }

  private mutating func popCurrent(in arena: borrowing Arena) -> Handle? {
    pop(currentBucket(of: TimerWheel.levels[0]), in: arena)
  }

  private mutating func pop(_ bucket: Int, in arena: borrowing Arena) -> Handle? {
    let head = Handle(raw: heads[bucket])
    guard !head.isNone else { return nil }
    deschedule(head, in: arena)
    return head
  }

  /// At the start of an outer slot moves its entries inwards, outermost level first. False when the
  /// budget ran out before all were moved.
  private mutating func cascade(budget: inout Int, in arena: borrowing Arena) -> Bool {
    guard isRotationStart else { return true }
    for level in TimerWheel.levels.dropFirst().reversed()
    where currentMs & (1 << level.shift - 1) == 0 {
      while let handle = pop(currentBucket(of: level), in: arena) {
        schedule(handle, in: arena)
        budget -= 1
        if budget <= 0 { return false }
      }
    }
    return true
  }

  /// Moves to the next slot that has entries, on whichever level. False when that lies beyond
  /// `nowMs`; time then stands at the last tick that has passed.
  private mutating func step(towards nowMs: Int64) -> Bool {
    guard let next = nextOccupiedMs, next <= nowMs else {
      currentMs = max(currentMs, nowMs & ~1)
      return false
    }
    currentMs = next
    memo = nil
    return true
  }

  /// When the first slot after the current ones starts that is not empty. An outer slot can start
  /// before the first of an inner level does, so all are asked.
  private var nextOccupiedMs: Int64? {
    var earliest: Int64?
    for level in TimerWheel.levels {
      guard let start = nextOccupiedMs(of: level) else { continue }
      earliest = min(earliest ?? start, start)
    }
    return earliest
  }

  private func nextOccupiedMs(of level: Level) -> Int64? {
    let current = currentMs >> level.shift
    var distance: Int64 = 1
    while distance < level.slots {
      let bucket = level.firstBucket + Int((current + distance) & (level.slots - 1))
      let word = occupied[bucket >> 6] >> UInt64(bucket & 63)
      if word != 0 {
        let found = distance + Int64(word.trailingZeroBitCount)
        return found < level.slots ? (current + found) << level.shift : nil
      }
      distance += Int64(64 - bucket & 63)
    }
    return nil
  }
}
