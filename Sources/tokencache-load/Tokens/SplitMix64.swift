/// The SplitMix64 generator (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014): one addition and one mix per number, so that making a 400-byte value costs
/// tens of nanoseconds and the load generator does not become what is measured.
struct SplitMix64: RandomNumberGenerator {
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// An independent stream for each pair of numbers: the same pair always gives the same stream.
  init(seed: UInt64, stream: UInt64) {
    state = Self.mix(seed &+ Self.increment) ^ Self.mix(stream &+ 1)
  }

  mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mix(state)
  }

  /// A number in `0..<bound`, by the high word of the product: no division.
  mutating func below(_ bound: UInt64) -> UInt64 {
    bound.multipliedFullWidth(by: next()).high
  }

  /// A number in `0..<1` with 53 random bits.
  mutating func unitInterval() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// The finaliser: a bijection of 64-bit words that spreads neighbouring inputs.
  static func mix(_ word: UInt64) -> UInt64 {
    var mixed = word
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
