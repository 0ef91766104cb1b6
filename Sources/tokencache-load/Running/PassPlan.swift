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
