import Glibc

/// Draws ranks with Zipf's law by rejection-inversion (Hörmann and Derflinger, "Rejection-inversion
/// to generate variates from monotone discrete distributions", 1996): no table, so a keyspace of
/// ten million keys costs nothing to set up.
struct Zipf {
  private let count: Double
  private let exponent: Double
  private let integralAtOneAndHalf: Double
  private let integralAtEnd: Double
  private let acceptance: Double

  /// - Parameters:
  ///   - count: How many ranks there are, at least 1.
  ///   - exponent: The skew. 0.99 is YCSB's customary value; 1 exactly is not supported.
  init(count: UInt64, exponent: Double) {
    self.count = Double(count)
    self.exponent = exponent
    integralAtOneAndHalf = Self.integral(1.5, exponent) - 1
    integralAtEnd = Self.integral(Double(count) + 0.5, exponent)
    let two = Self.integral(2.5, exponent) - pow(2, -exponent)
    acceptance = 2 - Self.inverseIntegral(two, exponent)
  }

  /// A rank in `0..<count`; rank 0 is the most likely one.
  func rank(_ random: inout SplitMix64) -> UInt64 {
    while true {
      let area = integralAtEnd + random.unitInterval() * (integralAtOneAndHalf - integralAtEnd)
      let point = Self.inverseIntegral(area, exponent)
      let rank = min(max(point.rounded(), 1), count)
      if rank - point <= acceptance
        || area >= Self.integral(rank + 0.5, exponent) - pow(rank, -exponent)
      {
        return UInt64(rank) - 1
      }
    }
  }

  private static func integral(_ point: Double, _ exponent: Double) -> Double {
    (pow(point, 1 - exponent) - 1) / (1 - exponent)
  }

  private static func inverseIntegral(_ area: Double, _ exponent: Double) -> Double {
    pow(1 + area * (1 - exponent), 1 / (1 - exponent))
  }
}
