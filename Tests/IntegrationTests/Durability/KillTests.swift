import Dispatch
import Glibc
import Synchronization
import Testing

extension IntegrationTests {
  @Suite struct KillTests {
    @Test(arguments: ["everysec", "always"])
    func nothingAcknowledgedIsLostOrComesBackWhenTheDaemonIsKilledD1D2D4(durability: String) throws
    {
      let seed = UInt64.random(in: 1...1_000_000)
      var random = SeededGenerator(seed: seed)
      let writers = (0..<4).map { StormWriter(name: "writer\($0)", seed: seed + UInt64($0)) }
      let daemon = try Daemon("--durability", durability)
      for round in 1...3 {
        let target = Int.random(in: 1_000...20_000, using: &random)
        try storm(daemon, writers, killAfter: target)
        try daemon.restart()
        let redis = try daemon.connect()
        for writer in writers {
          let contradictions = try writer.audit(redis)
          #expect(
            contradictions.first == nil, "\(contradictions.count), round \(round), seed \(seed)")
        }
      }
    }

    @Test func deletedStaysDeletedAcrossAKillRightAfterTheAnswerD4() throws {
      let daemon = try Daemon()
      var redis = try daemon.connect()
      _ = try redis("SET", "revoked", "v")
      _ = try redis("SET", "kept", "v", "EX", "1000")
      let deadlineMs = try redis.deadlineMs("kept")
      try redis.awaitFlush()
      #expect(try redis("DEL", "revoked") == .integer(1))
      try daemon.kill9()
      try daemon.restart()
      redis = try daemon.connect()
      #expect(try redis("GET", "revoked") == .null)
      #expect(try redis("GET", "kept") == .bulk("v"))
      #expect(try redis.deadlineMs("kept") == deadlineMs)
      #expect(try redis("DBSIZE") == .integer(1))
    }

    /// Lets the writers loose and kills the daemon under them.
    private func storm(
      _ daemon: Daemon, _ writers: [StormWriter], killAfter target: Int
    ) throws {
      let acknowledged = Counter()
      let port = daemon.port
      let group = DispatchGroup()
      for (number, writer) in writers.enumerated() {
        // Safe: the writer is this queue's alone until the group has ended.
        nonisolated(unsafe) let writer = writer
        DispatchQueue(label: "writer \(number)").async(group: group) { @Sendable in
          writer.storm(port: port) { acknowledged.add($0) }
        }
      }
      #expect(eventually(limitMs: 60_000, everyMs: 1) { acknowledged.value >= target })
      try daemon.kill9()
      #expect(group.wait(timeout: .now() + 60) == .success)
    }
  }
}

/// A count that several threads raise.
private final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .relaxed) }

  func add(_ number: Int) { count.wrappingAdd(number, ordering: .relaxed) }
}
