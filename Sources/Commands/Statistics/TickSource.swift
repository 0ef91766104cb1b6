/// A counter that only grows, cheap enough to be read around every command.
///
/// A plain function and an address instead of a closure, because a call of it is all it may cost.
public struct TickSource {
  public typealias Read = @convention(c) (UnsafeMutableRawPointer?) -> UInt64

  private let read: Read
  private let state: UnsafeMutableRawPointer?
  /// Nanoseconds of a tick, as a fixed-point number with 32 binary places.
  private var scale: UInt64

  /// - Parameters:
  ///   - state: Handed to `read` each time; must live as long as the source.
  ///   - ticksPerSecond: As far as known; see `calibrate`.
  public init(
    _ read: @escaping Read, state: UnsafeMutableRawPointer? = nil, ticksPerSecond: Double
  ) {
    self.read = read
    self.state = state
    scale = TickSource.scale(ticksPerSecond)
  }

  @inline(__always)
  public func now() -> UInt64 { read(state) }

  /// Takes over a better measure of the counter's speed.
  public mutating func calibrate(ticksPerSecond: Double) {
    scale = TickSource.scale(ticksPerSecond)
  }

  @inline(__always)
  public func nanoseconds(ofTicks ticks: UInt64) -> UInt64 {
    let (high, low) = ticks.multipliedFullWidth(by: scale)
    return high &<< 32 | low &>> 32
  }

  private static func scale(_ ticksPerSecond: Double) -> UInt64 {
    UInt64(1e9 / max(ticksPerSecond, 1) * 4_294_967_296)
  }
}
