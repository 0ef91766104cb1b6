/// Produces the operations of one connection.
///
/// A workload that writes splits the keyspace into lanes, one for each connection: only then does a
/// connection know, without asking the others, which value its next GET must return.
struct OperationStream {
  /// Added to a stored key's index to make one that never was stored.
  private static let absentOffset: UInt64 = 50_000_000_000
  /// Scatters Zipf ranks; prime and larger than any keyspace, so the scattering is a permutation.
  private static let scatter: UInt64 = 1_000_000_000_039

  private let shape: WorkloadShape
  private let ledger: Ledger
  private let lane: UInt64
  private let laneCount: UInt64
  private let laneSize: UInt64
  private let zipf: Zipf
  private var position: UInt64 = 0
  private var random: SplitMix64

  init(shape: WorkloadShape, ledger: Ledger, lane: Int, of lanes: Int, seed: UInt64) {
    self.shape = shape
    self.ledger = ledger
    let split = shape.writes || shape.draw == .sequential
    self.lane = split ? UInt64(lane) : 0
    laneCount = split ? UInt64(lanes) : 1
    laneSize = max(1, (ledger.keys + laneCount - 1 - self.lane) / laneCount)
    zipf = Zipf(count: ledger.keys, exponent: 0.99)
    random = SplitMix64(seed: seed, stream: UInt64(lane))
  }

  mutating func next() -> Operation {
    let index = nextIndex()
    let held = ledger[index]
    if shape.readPercent > 0, random.below(100) < shape.readPercent {
      return Operation(verb: .get, index: index, version: held)
    }
    let version = shape.write == .del ? 0 : written(over: held)
    ledger[index] = version
    return Operation(verb: shape.write, index: index, version: version)
  }

  private func written(over held: UInt32) -> UInt32 {
    if held == 0 || held == Ledger.unknown { return 1 }
    return shape.renewsValue ? held + 1 : held
  }

  private mutating func nextIndex() -> UInt64 {
    switch shape.draw {
    case .sequential:
      defer { position = position + 1 == laneSize ? 0 : position + 1 }
      return position * laneCount + lane
    case .uniform:
      return random.below(laneSize) * laneCount + lane
    case .zipf:
      return zipf.rank(&random) &* (Self.scatter % ledger.keys) % ledger.keys
    case .absent:
      return Self.absentOffset + random.below(ledger.keys)
    }
  }
}

/// The commands the workloads send.
enum Verb: Int, CaseIterable {
  case get, set, del

  /// The command's name as the report shows it.
  var name: String {
    switch self {
    case .get: "GET"
    case .set: "SET"
    case .del: "DEL"
    }
  }
}

/// One command on one key.
struct Operation {
  let verb: Verb
  let index: UInt64
  /// For a SET the version written; for a GET the version that should come back, 0 for none.
  let version: UInt32
}
