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
      #expect(lines.allSatisfy { $0.contains("from 127.0.0.1:") && $0.contains("user 'default'") })
      #expect(
        zip(lines, ["one", "two"]).allSatisfy { $0.contains("'\($1)'") && $0.contains("lib-\($1)") }
      )
      #expect(!daemon.log.contains("oauth:secret") && !daemon.log.contains("1900000100000"))
      #expect(eventually { daemon.log.contains("expiries lay further ahead than max-ttl") })
    }

    /// Keys as the stores write them.
    private static let shapes = [
      (
        "oauth:client_credentials:https://api.example.com", "oauth:client_credentials:*",
        90 * 86_400
      ),
      ("oauth:pkce:user123:abc123state", "oauth:pkce:*", 600),
      ("oauth:access_token:user123:https://api.example.com", "oauth:access_token:*", 7 * 86_400),
      ("mcp-oauth-proxy-clients::3f6a", "mcp-oauth-proxy-clients::*", 90 * 86_400),
      ("mcp-oauth-token::https://x.example/mcp/tokens", "mcp-oauth-token::*", 90 * 86_400),
      ("mcp-authorization-codes::Zk1", "mcp-authorization-codes::*", 300),
      ("tools/list::global", "tools/list::*", 300),
      ("_oauth2_proxy-0123456789abcdef0123456789abcdef", "_oauth2_proxy-*", 7 * 86_400),
      ("_oauth2_proxy-0123456789abcdef0123456789abcdef.lock", "_oauth2_proxy-*.lock", 60),
      ("sess:9NfZ", "sess:*", 14 * 86_400), ("other", "(default)", 86_400),
    ]

    @Test func theShippedPoliciesFitTheKeysOfTheStoresL5() throws {
      let config =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        .joined(separator: "/") + "/config"
      let names = ["atxp", "fastmcp", "oauth2-proxy", "connect-redis"]
      let daemon = try Daemon(
        file: names.map { "include \(config)/policies-\($0).conf\n" }.joined())
      let redis = try daemon.connect()
      for (key, pattern, seconds) in Self.shapes {
        #expect(try redis("SET", key, "v") == .ok)
        #expect(try explanation(key, redis)["pattern"] == .bulk(pattern))
        #expect(try redis("TTL", key) == .integer(seconds), "\(key)")
      }
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
