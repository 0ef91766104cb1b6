import Testing

extension IntegrationTests {
  @Suite struct DatabaseFileTests {
    @Test(.enabled(if: Tool.sqlite.isInstalled))
    func theDatabaseIsReadableWhileTheDaemonRunsD6() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      _ = try redis("SET", "token", "secret")
      _ = try redis("SET", "timed", "v", "EX", "1000")
      _ = try redis("SET", "revoked", "v")
      try redis.awaitFlush()
      _ = try redis("DEL", "revoked")
      try redis.awaitFlush()
      let deadlineMs = try redis.deadlineMs("timed")
      #expect(
        try eventually {
          try query(daemon, "SELECT key, value, sliding FROM tokens ORDER BY key")
            == "timed|v|0\ntoken|secret|1\n"
        })
      let expiry = try query(daemon, "SELECT expires_at FROM tokens WHERE key = 'timed'")
      #expect(expiry == "\(deadlineMs)\n")
      #expect(try query(daemon, "PRAGMA integrity_check") == "ok\n")
      #expect(try redis("SET", "token", "still writable") == .ok)
    }

    @Test func identicalSavesAndSlidesWriteAlmostNothingD7() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      let value = String(repeating: "x", count: 400)
      let saves = (0..<1000).map { ["SET", "session:\($0)", value] }
      _ = try redis.pipeline(saves)
      try redis.awaitFlush()
      let firstBytes = try redis.info("journal_appended_bytes")
      let firstRows = try redis.info("store_committed_rows")
      for _ in 0..<10 {
        _ = try redis.pipeline(saves)
        _ = try redis.pipeline((0..<1000).map { ["GET", "session:\($0)"] })
      }
      try redis.awaitFlush()
      #expect(try redis.info("journal_appended_bytes") - firstBytes < firstBytes / 50)
      #expect(try redis.info("store_committed_rows") - firstRows < 20)
      #expect(try redis.info("writes_elided") >= 10_000)
    }

    @Test func aSecondDaemonIsRefusedTheDirectoryD8() throws {
      let daemon = try Daemon()
      let refusal = try DaemonProgram.refusal([
        "--port", "\(try freePort())", "--dir", daemon.directory,
      ])
      #expect(refusal.end == .exit(1))
      #expect(
        refusal.text.contains("another tokencached (process \(daemon.pid)) uses this directory"))
      #expect(try daemon.connect()("PING") == .status("PONG"))
    }

    @Test func filesAreTheDaemonsUserAloneAndNoSecretIsLogged() throws {
      let daemon = try Daemon("--requirepass", "hunter2-password", "--loglevel", "debug")
      let redis = try daemon.connect()
      #expect(try redis("AUTH", "wrong-password").text?.hasPrefix("WRONGPASS") == true)
      #expect(try redis("AUTH", "hunter2-password") == .ok)
      _ = try redis("SET", "token", "value-of-the-token", "NOSUCHOPTION", "value-of-the-token")
      _ = try redis("SET", "token", "value-of-the-token")
      try daemon.stop()
      for secret in ["hunter2-password", "wrong-password", "value-of-the-token"] {
        #expect(!daemon.log.contains(secret))
      }
      #expect(try Tool(name: "find").run([daemon.directory, "-perm", "/077"]) == "")
    }

    private func query(_ daemon: Daemon, _ sql: String) throws -> String {
      try Tool.sqlite.run(["-readonly", daemon.directory + "/tokens.db", sql])
    }
  }
}
