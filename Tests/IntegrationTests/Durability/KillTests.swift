import Dispatch
import Glibc
import SeededRandom
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

    /// Before the swap, after it, and in one transaction with it; what is on disk and what is not.
    @Test(.enabled(if: Tool.sqlite.isInstalled))
    func swappedDatabasesStaySwappedAcrossKillsD1D6() throws {
      let daemon = try Daemon()
      var redis = try daemon.connect()
      for number in 0..<3 {
        _ = try redis("SELECT", "\(number)")
        _ = try redis.pipeline((0..<500).map { ["SET", "key:\($0)", "\(number)"] })
      }
      try redis.awaitFlush()
      #expect(try redis("SWAPDB", "0", "1") == .ok)
      try daemon.kill9()
      try daemon.restart()
      redis = try daemon.connect()
      try expectDatabases(["1", "0", "2"], redis)
      _ = try redis("SELECT", "1")
      let replies = try redis.pipeline([
        ["MULTI"], ["SET", "key:7", "before"], ["SWAPDB", "1", "2"], ["SET", "key:7", "after"],
        ["EXEC"],
      ])
      #expect(replies.last == .array([.ok, .ok, .ok]))
      try redis.awaitFlush()
      let numbers = try Tool.sqlite.run([
        "-readonly", daemon.directory + "/tokens.db",
        "SELECT database, min(CAST(value AS text)), count(*) FROM tokens "
          + "WHERE key <> 'key:7' GROUP BY database",
      ])
      #expect(numbers == "0|1|499\n1|2|499\n2|0|499\n")
      try daemon.kill9()
      try daemon.restart()
      redis = try daemon.connect()
      try expectDatabases(["1", "2", "0"], redis)
      for (number, value) in [("0", "1"), ("1", "after"), ("2", "before")] {
        _ = try redis("SELECT", number)
        #expect(try redis("GET", "key:7") == .bulk(value))
        #expect(try redis("DBSIZE") == .integer(500))
      }
      try daemon.stop()
      try daemon.restart()
      try expectDatabases(["1", "2", "0"], try daemon.connect())
    }

    /// What the entries of databases 0, 1 and 2 hold.
    private func expectDatabases(_ values: [String], _ redis: RedisConnection) throws {
      for (number, value) in values.enumerated() {
        _ = try redis("SELECT", "\(number)")
        for key in ["key:0", "key:250", "key:499"] {
          #expect(try redis("GET", key) == .bulk(value), "database \(number)")
        }
      }
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
