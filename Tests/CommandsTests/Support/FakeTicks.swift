/// A counter of nanoseconds that goes on by the same step at each reading, so every command seems to
/// take that long.
struct FakeTicks {
  var now: UInt64 = 0
  var step: UInt64 = 0

  /// Safe: the state is a `FakeTicks` that lives as long as the bench.
  static let read: @convention(c) (UnsafeMutableRawPointer?) -> UInt64 = { state in
    let ticks = state!.assumingMemoryBound(to: FakeTicks.self)
    ticks.pointee.now += ticks.pointee.step
    return ticks.pointee.now
  }
}
