import Testing

extension IntegrationTests {
  @Suite struct PolicyTests {
    private static let file =
      "policy slow:* default-ttl 1h max-ttl 2h\npolicy fixed:* default-ttl 1h sliding write\n"

    @Test func anEntryKeepsItsOwnWindowAndCapAcrossAKillL5D1() throws {
      let daemon = try Daemon(file: Self.file)
      var redis = try daemon.connect()
      _ = try redis("SET", "slow:stored", "v")
      _ = try redis("SET", "fixed:stored", "v")
      try redis.awaitFlush()
      _ = try redis("SET", "slow:journalled", "v")
      _ = try redis("SET", "fixed:journalled", "v")
      let keys = ["slow:stored", "fixed:stored", "slow:journalled", "fixed:journalled"]
      let before = try keys.map { try lifetime($0, redis) }
      try daemon.kill9()
      try daemon.configure("")
      try daemon.restart()
      redis = try daemon.connect()
      for (key, expected) in zip(keys, before) {
        #expect(try lifetime(key, redis) == expected)
        #expect(try explanation(key, redis)["pattern"] == .bulk("(default)"))
        _ = try redis("GET", key)
        let deadlineMs = try redis.deadlineMs(key)
        let moved = deadlineMs > expected.deadlineMs
        #expect(moved == key.hasPrefix("slow:"), "\(key) reads slide as at its save")
        #expect(deadlineMs <= expected.capMs)
      }
      _ = try redis("SET", "slow:stored", "v")
      #expect(try redis("TTL", "slow:stored") == .integer(86_400), "the next save has no policy")
    }

    @Test func confusedUnitsAreLoggedOnceAMinuteForEachClientWithoutTheKeyL8() throws {
      let daemon = try Daemon(file: "policy oauth:* max-ttl 1h\n")
      for name in ["one", "two"] {
        let redis = try daemon.connect()
        _ = try redis("CLIENT", "SETNAME", name)
        _ = try redis("CLIENT", "SETINFO", "LIB-NAME", "lib-\(name)")
        for _ in 0..<3 { _ = try redis("SET", "oauth:secret", "v", "EXAT", "1900000100000") }
        #expect(try redis.info("unit_confusions") == (name == "one" ? 3 : 6))
      }
      let lines = daemon.log.split(separator: "\n").filter { $0.contains("given milliseconds") }
      #expect(lines.count == 2)
      #expect(lines.allSatisfy { $0.contains("set on keys 'oauth:*' takes seconds") })
      #expect(
        zip(lines, ["one", "two"]).allSatisfy { $0.contains("'\($1)'") && $0.contains("lib-\($1)") }
      )
      #expect(!daemon.log.contains("oauth:secret") && !daemon.log.contains("1900000100000"))
      #expect(eventually { daemon.log.contains("expiries lay further ahead than max-ttl") })
    }

    private struct Lifetime: Equatable {
      let deadlineMs: Int
      let windowMs: Int
      let capMs: Int
    }

    private func lifetime(_ key: String, _ redis: RedisConnection) throws -> Lifetime {
      let fields = try explanation(key, redis)
      return Lifetime(
        deadlineMs: try #require(fields["deadline-ms"]?.integer),
        windowMs: try #require(fields["window-ms"]?.integer),
        capMs: try #require(fields["cap-ms"]?.integer))
    }

    private func explanation(_ key: String, _ redis: RedisConnection) throws -> [String: Reply] {
      let parts = try #require(try redis("POLICY", "EXPLAIN", key).elements)
      return Dictionary(
        uniqueKeysWithValues: stride(from: 0, to: parts.count - 1, by: 2).map {
          (parts[$0].text ?? "", parts[$0 + 1])
        })
    }
  }
}
