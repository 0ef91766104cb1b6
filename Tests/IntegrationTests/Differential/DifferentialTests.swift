import Glibc
import SeededRandom
import Testing

extension IntegrationTests {
  /// Byte for byte against redis-server (P1).
  @Suite(.enabled(if: RedisServer.program.isInstalled)) struct DifferentialTests {
    /// Commands in all; `DIFFERENTIAL_COMMANDS` asks for another number.
    private let count = number("DIFFERENTIAL_COMMANDS") ?? 1_000_000
    /// `DIFFERENTIAL_SEED` asks for other streams.
    private let seed = UInt64(number("DIFFERENTIAL_SEED") ?? 1)
    private let comparison = Comparison()

    @Test func seededStreamsGetTheSameBytesP1() throws {
      let run = try StreamRun(seed: seed, servers: ServerPair(), comparison: comparison)
      try measure(run) { try run.send(count) }
    }

    @Test func seededStreamsGetTheSameBytesWhenKeysComeFromDiskP1B2() throws {
      let servers = try ServerPair(["--maxmemory", "8mb", "--flush-interval", "100ms"])
      let run = try StreamRun(seed: seed &+ 1_000, servers: servers, comparison: comparison)
      let ballast = try Ballast(servers.daemon)
      try measure(run) { try run.send(max(count / 20, 20_000), betweenTurns: ballast.press) }
      let promoted = try ballast.promotedKeys()
      print("\(promoted) keys came back from disk")
      #expect(promoted > 50)
    }

    @Test func scenariosGetTheSameBytesP1() throws {
      let servers = try ServerPair()
      for scenario in Scenario.all { try ScenarioRun(servers, comparison).play(scenario) }
      recordUnexplained()
    }

    @Test func everyExplainedDifferenceIsThereP1() throws {
      let servers = try ServerPair()
      for difference in Difference.all {
        try ScenarioRun(servers, comparison).play(difference.example)
        #expect(comparison.uses[difference.name] != nil, "\(difference.name)")
      }
      recordUnexplained()
    }

    @Test func theDocumentationExplainsEveryDifferenceP1() {
      #expect(DocumentedDifferences.names() == Difference.all.map(\.name))
    }

    @Test func brokenRequestsGetTheSameBytesP1() throws {
      let servers = try ServerPair()
      comparison.origin = "seed \(seed)"
      for text in ProtocolBytes.table {
        try servers.connect().compareToEnd(Array(text.utf8), comparison)
      }
      var random = SeededGenerator(seed: seed)
      for _ in 0..<2_000 where !comparison.isHopeless {
        try servers.connect().compareToEnd(ProtocolBytes.damaged(&random), comparison)
      }
      recordUnexplained()
    }

    @Test func commandsAreDescribedTheSameP1() throws {
      let servers = try ServerPair()
      let pair = try servers.connect()
      let request = multibulk([Array("command".utf8)])
      let theirs = CommandDescriptions.facts(try pair.ask(pair.theirs, request))
      let ours = CommandDescriptions.facts(try pair.ask(pair.ours, request))
      for (fact, text) in ours.sorted(by: { $0.key < $1.key }) {
        guard let reference = theirs[fact] else { continue }
        let isExplained = CommandDescriptions.differing.contains(fact)
        #expect((text == reference) != isExplained, "\(fact): \(text), Redis: \(reference)")
      }
    }

    /// Runs it, tells the figures, and records what nothing explains.
    private func measure(_ run: StreamRun, _ body: () throws -> Void) throws {
      let beganMs = Time.monotonicMs
      try body()
      let ms = Time.monotonicMs - beganMs
      print("\(run.commandCount) commands, seed \(run.seed), \(ms) ms, explained:")
      for (name, uses) in comparison.uses.sorted(by: { $0.key < $1.key }) {
        print("  \(name): \(uses)")
      }
      recordUnexplained()
    }

    private func recordUnexplained() {
      for difference in comparison.unexplained { Issue.record("\(difference)") }
    }
  }
}

private func number(_ variable: String) -> Int? {
  getenv(variable).flatMap { Int(String(cString: $0)) }
}
