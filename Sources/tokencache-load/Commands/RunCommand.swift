import ArgumentParser

/// Runs one workload and reports throughput, latency, cost and, when asked to, correctness.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a workload and print its throughput and latency.",
    discussion: "Workloads:\n"
      + Workload.allCases.map { "  \($0.rawValue.padded(right: 12)) \($0.shape.summary)" }
      .joined(separator: "\n")
      + "\n\nExits 1 when verification finds a loss, 2 when the server cannot be reached.")

  @Argument(help: "What to do: \(Workload.allCases.map(\.rawValue).joined(separator: ", ")).")
  var workload: Workload

  @OptionGroup var server: ServerOptions
  @OptionGroup var courtesy: CourtesyOptions
  @OptionGroup var tokens: TokenOptions

  @Option(name: .shortAndLong, help: "Connections.")
  var clients = 50

  @Option(help: "Threads that share the connections.")
  var threads = 1

  @Option(name: [.customShort("P"), .long], help: "Operations a connection has under way.")
  var pipeline = 1

  @Option(
    name: [.customShort("n"), .long],
    help: "Operations in all (default: once over the keyspace in order, else 1000000).")
  var requests: UInt64?

  @Option(help: "Seconds to run, instead of a count.")
  var seconds: Double?

  @Option(name: .shortAndLong, help: "Keys in the keyspace (default: by workload).")
  var keys: UInt64?

  @Option(
    help: "Seconds of lifetime each SET names; 0 for a plain SET (default: by mix, then workload).")
  var ttl: Int?

  @Option(help: "Out of a hundred operations, how many are GETs (default: by workload).")
  var reads: UInt64?

  @Option(help: "Operations a second, started on schedule; latency counts from the schedule.")
  var rate: Double?

  @Flag(inversion: .prefixedNo, help: "First store the keys that the workload reads.")
  var preload = true

  @Flag(help: "Compare every value that comes back, and read back what was written.")
  var verify = false

  @Option(help: "How many keys, drawn at random, the readback takes (default: all).")
  var verifyKeys: UInt64?

  @Option(help: "The server's process, to report its CPU time, memory and disk writes.")
  var pid: Int32?

  @Flag(help: "Print the report as JSON.")
  var json = false

  @Flag(help: .hidden)
  var checkOptions = false

  mutating func validate() throws {
    guard clients > 0, threads > 0, pipeline > 0 else {
      throw ValidationError("--clients, --threads and --pipeline must be at least 1.")
    }
    guard (UInt64(clients)...10_000_000_000).contains(keyspace) else {
      throw ValidationError(
        "A keyspace of \(keyspace) does not do: at least one key for each client, at most 10^10.")
    }
    guard seconds.map({ $0 > 0 && $0 < 1e6 }) ?? true, rate.map({ $0 > 0 && $0 < 1e9 }) ?? true,
      ttl.map({ $0 >= 0 }) ?? true
    else { throw ValidationError("--seconds, --rate and --ttl must be positive numbers.") }
    guard ttl != 0 || courtesy.ownServer else {
      throw ValidationError("--ttl 0 would leave keys for ever; it needs --own-server.")
    }
    guard reads.map({ $0 <= 100 }) ?? true else {
      throw ValidationError("--reads is a percentage.")
    }
  }

  /// How many keys there are. A workload that goes through them in order has as many as it has
  /// operations, unless told.
  var keyspace: UInt64 {
    let implied = workload.shape.draw == .sequential ? requests : nil
    return keys ?? implied ?? workload.shape.defaultKeys
  }

  /// The workload with what the options change about it.
  var shape: WorkloadShape {
    var shape = workload.shape
    shape.readPercent = reads ?? shape.readPercent
    return shape
  }

  /// The lifetime that every SET names; nil when each kind of token has its own.
  var ttlSeconds: Int? {
    if let ttl { return ttl }
    guard tokens.mix == nil else { return nil }
    let implied = workload.shape.defaultTtlSeconds
    return implied == 0 && !courtesy.ownServer ? nil : implied
  }

  func run() throws {
    if checkOptions { return }
    let report = try LoadRun(self).run()
    Console.out(json ? report.json : report.table)
    if !report.isSound { throw ExitCode(1) }
  }
}
