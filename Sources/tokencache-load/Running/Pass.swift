import Histogram

/// What one pass saw. Each thread fills its own; they are added together at the end.
struct PassOutcome {
  private static let longestNs: UInt64 = 120_000_000_000

  /// Nanoseconds from start to answer, one histogram for each verb in the order of `Verb`.
  private(set) var latencies = Verb.allCases.map { _ in
    Histogram<UInt64>(
      highestTrackableValue: PassOutcome.longestNs, numberOfSignificantValueDigits: .three)
  }
  /// How often each error text came.
  private(set) var errors: [String: UInt64] = [:]
  private(set) var hits: UInt64 = 0
  private(set) var misses: UInt64 = 0
  /// Values that were compared.
  private(set) var verified: UInt64 = 0
  /// Keys that must be there and were not.
  private(set) var missing: UInt64 = 0
  /// Values that differ from what was written, or are there although they must not be.
  private(set) var mismatched: UInt64 = 0
  /// Operations of a schedule that the server was too slow to let start.
  private(set) var unstarted: UInt64 = 0
  /// From the first operation of any thread to the last answer of any.
  var startNs: UInt64 = .max
  var endNs: UInt64 = 0

  var operations: UInt64 { latencies.reduce(0) { $0 + $1.totalCount } }
  var seconds: Double { endNs > startNs ? Double(endNs - startNs) / 1e9 : 0 }
  /// Whether nothing was lost and nothing differed.
  var isSound: Bool { missing == 0 && mismatched == 0 }

  mutating func record(_ verb: Verb, latencyNs: UInt64) {
    _ = latencies[verb.rawValue].record(min(latencyNs, Self.longestNs))
  }

  mutating func countError(_ text: String) {
    errors[String(text.prefix(100)), default: 0] += 1
  }

  mutating func countRead(hit: Bool) {
    if hit { hits += 1 } else { misses += 1 }
  }

  /// Counts a comparison: `found` what came back, `expected` whether something had to.
  mutating func countVerified(expected: Bool, found: Bool, equal: Bool) {
    verified += 1
    if expected && !found {
      missing += 1
    } else if found && !equal {
      mismatched += 1
    }
  }

  mutating func countUnstarted(_ count: UInt64) {
    unstarted += count
  }

  mutating func add(_ other: PassOutcome) {
    for verb in Verb.allCases {
      latencies[verb.rawValue].add(other.latencies[verb.rawValue])
    }
    errors.merge(other.errors, uniquingKeysWith: +)
    hits += other.hits
    misses += other.misses
    verified += other.verified
    missing += other.missing
    mismatched += other.mismatched
    unstarted += other.unstarted
    startNs = min(startNs, other.startNs)
    endNs = max(endNs, other.endNs)
  }
}

/// One pass over the server: what each connection does and when it ends.
struct PassPlan: Sendable {
  let workload: WorkloadShape
  /// How many operations in all; nil when only time ends the pass.
  var requests: UInt64?
  /// How long new operations start; nil when only the count ends the pass.
  var seconds: Double?
  /// How many operations a connection may have under way.
  var pipeline: Int
  /// Operations a second in all, started on schedule whatever the server does; nil to start each
  /// batch when the one before is answered.
  var ratePerSecond: Double?
  /// Lifetime each SET names, in seconds; 0 for none, nil for what the kind of token names.
  var ttlSeconds: Int?
  /// Whether every value that comes back is compared with what must be there.
  var verifies: Bool
  var seed: UInt64
}
