import Testing

extension IntegrationTests {
  @Suite(.enabled(if: Tool.redisCli.isInstalled)) struct RedisCliTests {
    private let daemon: Daemon

    init() throws { daemon = try Daemon() }

    private func ask(_ words: String...) throws -> String {
      try Tool.redisCli.run(["-p", "\(daemon.port)"] + words)
    }

    @Test func savesReadsAndDeletesP2() throws {
      #expect(try ask("SET", "token", "two words") == "OK\n")
      #expect(try ask("GET", "token") == "two words\n")
      #expect(try ["86400\n", "86399\n"].contains(ask("TTL", "token")))
      #expect(try ask("DEL", "token") == "1\n")
      #expect(try ask("GET", "token") == "\n")
      #expect(try ask("NOSUCH", "a").hasPrefix("ERR unknown command 'NOSUCH'"))
    }

    @Test func speaksResp3WithItP2() throws {
      #expect(try ask("-3", "SET", "token", "v") == "OK\n")
      #expect(try ask("-3", "GET", "token") == "v\n")
      #expect(try ask("-3", "HELLO").contains("proto 3\n"))
    }

    @Test func scansEveryKeyOnceP2() throws {
      let redis = try daemon.connect()
      _ = try redis.pipeline((0..<3000).map { ["SET", "token:\($0)", "v"] })
      _ = try redis("SET", "other", "v")
      let keys = try ask("--scan", "--pattern", "token:*").split(separator: "\n")
      #expect(keys.count == 3000)
      #expect(Set(keys).count == 3000)
    }

    @Test func showsInformationP4() throws {
      let text = try ask("INFO")
      for field in ["redis_version:", "role:master", "loading:0", "maxmemory:268435456"] {
        #expect(text.contains(field), "\(field)")
      }
      #expect(try ask("CONFIG", "GET", "default-ttl").hasPrefix("default-ttl\n"))
    }
  }
}
