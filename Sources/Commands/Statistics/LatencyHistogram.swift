/// How often calls took how long: sixteen equal steps for each power of two of nanoseconds, so a
/// time is known to a sixteenth of itself. Two kilobytes, whatever is counted.
///
/// The shape is that of HdrHistogram: https://hdrhistogram.github.io/HdrHistogram/
struct LatencyHistogram {
  private let counts: UnsafeMutablePointer<UInt32>

  private static let stepBits = 4
  private static let steps = 1 << stepBits
  /// Longer than two minutes counts as two minutes.
  private static let octaves = 37
  private static let bucketCount = (octaves - stepBits + 1) * steps
  private static let longest: UInt64 = 1 << UInt64(octaves) - 1

  init() {
    counts = .allocate(capacity: LatencyHistogram.bucketCount)
    counts.initialize(repeating: 0, count: LatencyHistogram.bucketCount)
  }

  func deallocate() { counts.deallocate() }

  func removeAll() { counts.update(repeating: 0, count: LatencyHistogram.bucketCount) }

  @inline(__always)
  func add(nanoseconds: UInt64) {
    let bucket = LatencyHistogram.bucket(of: nanoseconds)
    // Safe: a bucket of more than four billion calls tells nothing wrong by starting anew.
    counts[bucket] = counts[bucket] &+ 1
  }

  @inline(__always)
  private static func bucket(of nanoseconds: UInt64) -> Int {
    let time = min(nanoseconds, longest)
    guard time >= steps else { return Int(time) }
    let octave = 63 &- time.leadingZeroBitCount
    let step = Int(truncatingIfNeeded: time &>> UInt64(octave &- stepBits)) & (steps &- 1)
    return (octave &- stepBits &+ 1) &* steps &+ step
  }

  /// The longest time that counts in a bucket.
  private static func longest(in bucket: Int) -> UInt64 {
    guard bucket >= steps else { return UInt64(bucket) }
    let shift = UInt64(bucket / steps - 1)
    return (UInt64(steps + bucket % steps + 1) << shift) - 1
  }

  /// Calls counted.
  var count: UInt64 {
    (0..<LatencyHistogram.bucketCount).reduce(0) { $0 + UInt64(counts[$1]) }
  }

  /// The time in nanoseconds that `percent` of a hundred calls did not exceed; 0 when none is
  /// counted.
  func percentile(_ percent: Double) -> UInt64 {
    let rank = max(UInt64((Double(count) * percent / 100).rounded(.up)), 1)
    var sum: UInt64 = 0
    for bucket in 0..<LatencyHistogram.bucketCount {
      sum += UInt64(counts[bucket])
      if sum >= rank { return LatencyHistogram.longest(in: bucket) }
    }
    return 0
  }

  /// How many calls took up to 1, 2, 4, 8, 16, 33 … microseconds, the steps at which Redis answers,
  /// as far as a step adds any: `LATENCY HISTOGRAM`.
  var cumulative: [(microseconds: UInt64, count: UInt64)] {
    var rows: [(microseconds: UInt64, count: UInt64)] = []
    var sum: UInt64 = 0
    for power in 0...(LatencyHistogram.octaves - 10) {
      let calls = count(ofPower: power)
      guard calls > 0 else { continue }
      sum += calls
      // Redis' histograms tell times to a hundredth, hence 33 and not 32.
      let limit = (UInt64(1) << UInt64(10 + power)) + (UInt64(1) << UInt64(3 + power)) - 1
      rows.append((limit / 1000, sum))
    }
    return rows
  }

  /// Calls of up to 2^10 ns for power 0, and of 2^(9 + power) up to 2^(10 + power) ns for others.
  private func count(ofPower power: Int) -> UInt64 {
    let end = (10 + power - LatencyHistogram.stepBits + 1) * LatencyHistogram.steps
    let start = power == 0 ? 0 : end - LatencyHistogram.steps
    return (start..<min(end, LatencyHistogram.bucketCount)).reduce(0) { $0 + UInt64(counts[$1]) }
  }
}
