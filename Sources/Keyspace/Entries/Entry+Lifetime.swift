extension Entry {
  private static let deadlineShift: UInt64 = 19
  private static let scaleShift: UInt64 = 15
  private static let capShift: UInt64 = 39
  private static let capMask: UInt64 = 1 << 25 - 1
  private static let windowMask: UInt64 = 1 << 39 - 1
  /// What word 0 keeps when a lifetime is set.
  private static let flagMask: UInt64 = 1 << scaleShift - 1
  /// The furthest that a cap may lie behind its deadline: the longest that any rule allows.
  fileprivate static let maxReachMs: Int64 = 1 << 39 - 1

  /// Times an entry can hold end in the year 3084.
  static let timeRange: Range<Int64> = 0..<1 << 45

  var deadlineMs: Int64 {
    @inline(__always) get { Int64(bitPattern: word(0).pointee &>> Entry.deadlineShift) }
  }

  /// Length of the sliding window, 0 for an absolute deadline.
  var windowMs: Int64 {
    @inline(__always) get { isSliding ? Int64(bitPattern: word(1).pointee & Entry.windowMask) : 0 }
  }

  /// Deadline, window and cap. The cap comes back as `Lifetime.inHeader` says.
  var lifetime: Lifetime {
    @inline(__always) get {
      guard isSliding else { return .absolute(deadlineMs: deadlineMs) }
      let second = word(1).pointee
      return Lifetime(
        deadlineMs: deadlineMs, windowMs: Int64(bitPattern: second & Entry.windowMask),
        capMs: cap(second &>> Entry.capShift))
    }
    @inline(__always)
    nonmutating set {
      let flags = word(0).pointee & Entry.flagMask & ~Entry.slidingBit
      // Safe: a deadline that is not in `timeRange` is refused where it comes from.
      let deadline = UInt64(bitPattern: newValue.deadlineMs) &<< Entry.deadlineShift
      guard newValue.isSliding else {
        word(0).pointee = deadline | flags
        return
      }
      let (cap, scale) = newValue.scaledCap
      word(0).pointee = deadline | scale &<< Entry.scaleShift | flags | Entry.slidingBit
      word(1).pointee = cap &<< Entry.capShift | UInt64(bitPattern: newValue.windowMs)
    }
  }

  /// The cap is known modulo 2^25 units of `1 << scale` ms and lies less than 2^24 units behind the
  /// deadline, so only one moment can be meant.
  @inline(__always)
  private func cap(_ low: UInt64) -> Int64 {
    let scale = (word(0).pointee &>> Entry.scaleShift) & 15
    let deadline = (word(0).pointee &>> Entry.deadlineShift) &>> scale
    return Int64(bitPattern: (deadline &+ ((low &- deadline) & Entry.capMask)) &<< scale)
  }

  /// When the entry was last used. A sliding window tells it by its deadline; an absolute entry
  /// keeps it where a sliding one keeps window and cap.
  var lastAccessMs: Int64 {
    isSliding ? deadlineMs - windowMs : Int64(truncatingIfNeeded: word(1).pointee)
  }

  @inline(__always)
  func noteAccess(atMs nowMs: Int64) {
    if !isSliding { word(1).pointee = UInt64(bitPattern: nowMs) }
  }
}

extension Lifetime {
  /// Whether an entry's header can hold these times. Times that come from a file may be anything.
  var isRepresentable: Bool {
    Entry.timeRange.contains(deadlineMs) && Entry.timeRange.contains(capMs)
      && windowMs >= 0 && windowMs <= Entry.maxWindowMs
  }

  /// The lifetime as an entry's header keeps it: a cap less than 4.6 hours behind the deadline is
  /// exact, one further away is rounded down by less than an eight-millionth of that distance (4 s
  /// of the 400 days), so reads never carry an entry past it.
  @inline(__always)
  var inHeader: Lifetime {
    guard isSliding else { return self }
    var result = self
    let (cap, scale) = scaledCap
    result.capMs = Int64(bitPattern: cap &<< scale)
    return result
  }

  /// The cap in units of `1 << scale` ms, with as many digits less as leaves 24 of its distance to
  /// the deadline.
  @inline(__always)
  fileprivate var scaledCap: (cap: UInt64, scale: UInt64) {
    var cap = capMs
    if UInt64(bitPattern: cap &- deadlineMs) > UInt64(Entry.maxReachMs) { cap = reachableCapMs }
    let reach = UInt64(bitPattern: cap &- deadlineMs)
    let scale = UInt64(truncatingIfNeeded: 40 &- min(reach.leadingZeroBitCount, 40))
    return (UInt64(bitPattern: cap) &>> scale, scale)
  }

  /// A cap before the deadline stops the window where it is; one too far behind it comes closer.
  @inline(never)
  private var reachableCapMs: Int64 {
    capMs < deadlineMs ? deadlineMs : deadlineMs + Entry.maxReachMs
  }
}
