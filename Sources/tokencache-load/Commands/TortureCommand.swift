import ArgumentParser

/// Writes, re-saves, deletes and reads through several connections until the server is killed, and
/// keeps what was acknowledged.
struct TortureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "torture",
    abstract: "Write until the server dies and record every acknowledgement.",
    discussion: """
      Prints one line of counts. Exits 1 when a read on the way was wrong, 2 when the server could \
      not be reached at all.
      """)

  @OptionGroup var options: TortureOptions

  @Option(name: .shortAndLong, help: "Connections.")
  var clients = 8

  @Option(name: [.customShort("P"), .long], help: "Operations in a batch.")
  var pipeline = 16

  @Option(help: "Seconds to go on when the server does not die.")
  var seconds = 60.0

  @Option(help: "Decides which operations are sent; another one each round.")
  var round: UInt64 = 0

  mutating func validate() throws {
    guard clients > 0, pipeline > 0, seconds > 0, seconds < 1e6 else {
      throw ValidationError("--clients, --pipeline and --seconds must be positive.")
    }
  }

  func run() throws {
    let ledger = try TortureLedger(path: options.ledger, keys: options.keys)
    guard UInt64(clients) <= ledger.keys else {
      throw LoadFailure("the ledger has fewer keys than there are clients")
    }
    let verdict = options.verdict(ledger)
    let storm = TortureStorm(pipeline: pipeline)
    let tally = storm.run(try lanes(ledger, verdict), seconds: seconds)
    Console.out(tally.line)
    if !tally.isSound { throw ExitCode(1) }
  }

  private func lanes(
    _ ledger: TortureLedger, _ verdict: TortureVerdict
  ) throws(LoadFailure) -> [TortureLane] {
    var lanes: [TortureLane] = []
    for number in 0..<clients {
      let stream = round &* 1_000_003 &+ UInt64(number)
      lanes.append(
        TortureLane(
          try Connection(to: options.server.endpoint), number: number, of: clients,
          ledger: ledger, verdict: verdict,
          random: SplitMix64(seed: options.tokens.seed, stream: stream)))
    }
    return lanes
  }
}
