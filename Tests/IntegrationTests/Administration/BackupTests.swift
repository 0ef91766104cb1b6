import Glibc
import SeededRandom
import Testing

extension IntegrationTests {
  /// D6: copies of the database while it is in use.
  @Suite(.enabled(if: Tool.sqlite.isInstalled)) struct BackupTests {
    @Test func aRestoredCopyServesEverythingAcknowledgedBeforeSAVE() throws {
      let daemon = try Daemon("--flush-interval", "60s", "--maxmemory", "16mb")
      let redis = try daemon.connect()
      let value = String(repeating: "v", count: 900)
      let keys = (0..<20_000).map { "key:\($0)" }
      _ = try redis.pipeline(keys.map { ["SET", $0, "\($0)\(value)", "EX", "5000"] })
      _ = try redis("SET", "sliding", "s")
      _ = try redis("DEL", "key:7")
      _ = try redis("SET", "key:8", "newest", "EX", "777")
      #expect(try redis("SAVE") == .ok)
      _ = try redis("SET", "after", "x")
      #expect(try redis.info("rdb_saves") == 1)
      let copy = daemon.directory + "/tokens-backup.db"
      #expect(try query(copy, "PRAGMA integrity_check") == "ok\n")
      let deadlineMs = try redis.deadlineMs("key:9")
      try daemon.stop()
      try restore(copy, in: daemon)
      try daemon.restart()
      let restored = try daemon.connect()
      #expect(try restored("DBSIZE").integer ?? 0 >= 20_000)
      #expect(try restored("GET", "key:7") == .null)
      #expect(try restored("GET", "key:8") == .bulk("newest"))
      #expect(try restored("GET", "sliding") == .bulk("s"))
      #expect(try restored.deadlineMs("key:9") == deadlineMs)
      for part in stride(from: 9, to: 20_000, by: 1000) {
        let some = keys[part..<min(part + 1000, 20_000)]
        let values = try restored.pipeline(some.map { ["GET", $0] })
        #expect(values == some.map { .bulk("\($0)\(value)") })
      }
      // The restored store takes changes and keeps them across a crash.
      _ = try restored("SET", "key:7", "back")
      try daemon.kill9()
      try daemon.restart()
      #expect(try daemon.connect()("GET", "key:7") == .bulk("back"))
    }

    @Test func commitsGoOnDuringACopyInTheBackground() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      _ = try redis.pipeline((0..<5000).map { ["SET", "key:\($0)", "\($0)"] })
      let began = try #require(try redis("LASTSAVE").integer)
      #expect(try redis("BGSAVE") == .status("Background saving started"))
      let written = try redis.pipeline((0..<5000).map { ["SET", "new:\($0)", "\($0)"] })
      #expect(written.allSatisfy { $0 == .ok })
      #expect(try eventually { try redis.info("rdb_saves") == 1 })
      #expect(try redis.info("rdb_bgsave_in_progress") == 0)
      #expect(try redis("LASTSAVE").integer ?? 0 >= began)
      let copy = daemon.directory + "/tokens-backup.db"
      #expect(try query(copy, "SELECT count(*) FROM tokens WHERE key GLOB 'key:*'") == "5000\n")
      #expect(try Tool(name: "find").run([daemon.directory, "-perm", "/077"]) == "")
    }

    /// The copy before, or the new one, and never a part of one.
    @Test func aKillDuringACopyLeavesAWholeOneD1() throws {
      let daemon = try Daemon()
      let seed = UInt64.random(in: 0..<1_000_000)
      print("seed \(seed)")
      var random = SeededGenerator(seed: seed)
      let copy = daemon.directory + "/tokens-backup.db"
      let padding = String(repeating: "p", count: 2000)
      var saved = 0
      for round in 1...6 {
        let redis = try daemon.connect()
        _ = try redis.pipeline((0..<3000).map { ["SET", "key:\($0)", "\(round)\(padding)"] })
        if round == 1 {
          #expect(try redis("SAVE") == .ok)
          saved = 1
        }
        #expect(try redis("BGSAVE") == .status("Background saving started"))
        usleep(UInt32.random(in: 0..<60_000, using: &random))
        try daemon.kill9()
        #expect(try query(copy, "PRAGMA integrity_check") == "ok\n")
        let rounds = try query(
          copy, "SELECT DISTINCT substr(CAST(value AS text), 1, 1) || ' ' || count(*) FROM tokens")
        #expect(rounds == "\(saved) 3000\n" || rounds == "\(round) 3000\n", "seed \(seed)")
        saved = Int(rounds.prefix(1)) ?? 0
        try daemon.restart()
        #expect(access(copy + ".new", F_OK) != 0, "what the crash left is still there")
      }
    }

    private func restore(_ copy: String, in daemon: Daemon) throws {
      for name in ["tokens.db", "tokens.db-wal", "tokens.db-shm", "tokens.journal"] {
        unlink("\(daemon.directory)/\(name)")
      }
      guard rename(copy, daemon.directory + "/tokens.db") == 0 else { throw Failure("no copy") }
    }

    private func query(_ file: String, _ sql: String) throws -> String {
      try Tool.sqlite.run(["-readonly", file, sql])
    }
  }
}
