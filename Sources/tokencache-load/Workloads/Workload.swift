import ArgumentParser

/// The workloads, named for what they imitate.
enum Workload: String, CaseIterable, ExpressibleByArgument {
  case set, resave, refresh, get, miss, mixed, session, incident, revoke, cold, zipf
  case loginBurst = "login-burst"
}

/// What a workload does, as data.
struct WorkloadShape {
  /// How the next key is chosen.
  enum Draw {
    /// Every key once, in order, and again from the first.
    case sequential
    case uniform
    /// Zipf with exponent 0.99, the popular keys scattered over the keyspace.
    case zipf
    /// Keys that were never stored.
    case absent
  }

  /// Out of a hundred operations, how many are GETs.
  var readPercent: UInt64
  /// What the others are.
  var write: Verb = .set
  var draw: Draw
  /// Whether a SET over a stored key writes another value than the one it holds.
  var renewsValue = false
  /// Whether the keys must be there before the clock starts.
  var needsKeys = true
  var defaultKeys: UInt64 = 100_000
  /// Lifetime that each SET names, in seconds; 0 for a plain SET.
  var defaultTtlSeconds = 0
  let summary: String

  var writes: Bool { readPercent < 100 }
}

extension Workload {
  var shape: WorkloadShape {
    switch self {
    case .set:
      WorkloadShape(
        readPercent: 0, draw: .sequential, renewsValue: true, needsKeys: false,
        summary: "SET of every key in order, a new value each time round")
    case .resave:
      WorkloadShape(
        readPercent: 0, draw: .uniform, summary: "SET of the value the key already holds")
    case .refresh:
      WorkloadShape(
        readPercent: 0, draw: .uniform, renewsValue: true,
        summary: "SET of a new value over a stored token")
    case .get:
      WorkloadShape(readPercent: 100, draw: .uniform, summary: "GET of stored keys")
    case .miss:
      WorkloadShape(readPercent: 100, draw: .absent, summary: "GET of keys that are not there")
    case .mixed:
      WorkloadShape(
        readPercent: 90, draw: .uniform, renewsValue: true,
        summary: "90 % GET, 10 % SET of a new value")
    case .session:
      WorkloadShape(
        readPercent: 90, draw: .uniform, summary: "90 % GET, 10 % re-save of the same token")
    case .incident:
      WorkloadShape(
        readPercent: 0, draw: .sequential, needsKeys: false, defaultKeys: 3_000_000,
        summary: "one plain SET for each account, never to expire on the server it felled")
    case .revoke:
      WorkloadShape(readPercent: 0, write: .del, draw: .sequential, summary: "DEL of stored tokens")
    case .cold:
      WorkloadShape(
        readPercent: 100, draw: .uniform, defaultKeys: 3_000_000,
        summary: "uniform GET over a keyspace many times the server's memory")
    case .zipf:
      WorkloadShape(
        readPercent: 100, draw: .zipf, defaultKeys: 1_000_000, summary: "GET with Zipf 0.99")
    case .loginBurst:
      WorkloadShape(
        readPercent: 0, draw: .sequential, renewsValue: true, needsKeys: false,
        defaultKeys: 1_000_000, defaultTtlSeconds: 3600,
        summary: "SET EX of distinct new tokens")
    }
  }
}
