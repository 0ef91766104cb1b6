extension TimerWheel {
  /// Takes out the next entry whose deadline has passed, moving time forward as far as `nowMs`.
  ///
  /// Every entry looked at and every two seconds passed costs one of `budget`, so the caller bounds
  /// the work of one call and goes on later where this one stopped.
  ///
  /// - Returns: An unlinked entry that is due, or nil when nothing more is due or the budget is used
  ///   up.
  mutating func popDue(nowMs: Int64, budget: inout Int, in arena: borrowing Arena) -> Handle? {
    while budget > 0 {
      guard cascade(budget: &budget, in: arena) else { return nil }
      if currentMs <= nowMs, let handle = popCurrent(in: arena) {
        budget -= 1
        if arena[handle].deadlineMs <= nowMs { return handle }
        schedule(handle, in: arena)
      } else {
        guard step(towards: nowMs) else { return nil }
        if isRotationStart { budget -= 1 }
      }
    }
    return nil
  }

  /// The earliest moment at which an entry may be due or has to move inwards; nil when the wheel is
  /// empty. Waking later than this makes expiry late, waking earlier is harmless.
  var nextEventMs: Int64? {
    guard count > 0 else { return nil }
    let inner = TimerWheel.levels[0]
    let tick = currentMs >> inner.shift
    for distance in 0..<inner.slots where isOccupied(Int((tick + distance) & (inner.slots - 1))) {
      return (tick + distance) << inner.shift
    }
    for level in TimerWheel.levels.dropFirst() {
      let slot = currentMs >> level.shift
      for distance in 0..<level.slots {
        let bucket = level.firstBucket + Int((slot + distance) & (level.slots - 1))
        if isOccupied(bucket) { return (slot + distance) << level.shift }
      }
    }
    return nil
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
    while chain != 0 {
      let handle = Handle(raw: chain)
      chain = arena[handle].wheelNext
      schedule(handle, in: arena)
    }
  }

  private var isRotationStart: Bool { currentMs & (1 << TimerWheel.levels[1].shift - 1) == 0 }

  private func isOccupied(_ bucket: Int) -> Bool {
    occupied[bucket >> 6] & (1 << UInt64(bucket & 63)) != 0
  }

  private mutating func popCurrent(in arena: borrowing Arena) -> Handle? {
    pop(Int((currentMs >> 1) & (TimerWheel.levels[0].slots - 1)), in: arena)
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
      let bucket = level.firstBucket + Int((currentMs >> level.shift) & (level.slots - 1))
      while let handle = pop(bucket, in: arena) {
        schedule(handle, in: arena)
        budget -= 1
        if budget <= 0 { return false }
      }
    }
    return true
  }

  /// Moves to the next tick that has entries or starts an outer slot. False when that lies beyond
  /// `nowMs`; time then stands at the last tick that has passed.
  private mutating func step(towards nowMs: Int64) -> Bool {
    let rotation = Int64(1) << TimerWheel.levels[1].shift
    let boundary = (currentMs / rotation + 1) * rotation
    let next = min(nextOccupiedTick(before: boundary) ?? boundary, boundary)
    guard next <= nowMs else {
      currentMs = max(currentMs, nowMs & ~1)
      return false
    }
    currentMs = next
    return true
  }

  /// The first tick after the current one, and before `boundary`, whose slot is not empty.
  private func nextOccupiedTick(before boundary: Int64) -> Int64? {
    let inner = TimerWheel.levels[0]
    var tick = (currentMs >> inner.shift) + 1
    let end = boundary >> inner.shift
    while tick < end {
      let slot = Int(tick & (inner.slots - 1))
      let word = occupied[slot >> 6] >> UInt64(slot & 63)
      if word != 0 {
        let found = tick + Int64(word.trailingZeroBitCount)
        return found < end ? found << inner.shift : nil
      }
      tick += Int64(64 - slot & 63)
    }
    return nil
  }
}
