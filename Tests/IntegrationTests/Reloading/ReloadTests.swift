import Glibc
import Testing

extension IntegrationTests {
  /// SIGHUP: the file is read again while the daemon runs.
  @Suite struct ReloadTests {
    @Test func everyLiveSettingIsTakenAtOnceAndTheOthersAreNamed() throws {
      let daemon = try Daemon(file: "default-ttl 1h\n")
      let redis = try daemon.connect()
      _ = try redis("SET", "old", "v")
      try daemon.configure(
        """
        default-ttl 2h
        max-value-size 2kb
        databases 4
        policy short:* max-ttl 10m
        """)
      try reload(daemon)
      #expect(daemon.log.contains("configuration reloaded; a restart is needed for: databases\n"))
      _ = try redis("SET", "new", "v")
      _ = try redis("SET", "short:1", "v")
      #expect(try redis("TTL", "new") == .integer(7_200))
      #expect(try redis("TTL", "short:1") == .integer(600))
      _ = try redis("GET", "old")
      #expect(try redis("TTL", "old") == .integer(3_600), "saved before")
      #expect(
        try redis("SET", "k", String(repeating: "v", count: 3_000)).text?.hasPrefix("ERR") == true)
    }

    @Test(arguments: [
      ("policy short:* max-ttl 1m\nmaxmemroy 1gb\n", "tokencached.conf:2: unknown directive"),
      ("default-ttl 30d\nmax-ttl 1d\n", "tokencached.conf:2: max-ttl: default-ttl (30d) must not"),
      ("policy a* max-ttl 1m\ninclude none.conf\n", "tokencached.conf:2: include: "),
    ])
    func aFileWithAMistakeChangesNothing(text: String, reason: String) throws {
      let daemon = try Daemon(file: "policy short:* max-ttl 10m\nloglevel notice\n")
      let redis = try daemon.connect()
      let before = try redis("CONFIG", "GET", "*")
      try daemon.configure(text)
      try reload(daemon)
      #expect(daemon.log.contains("configuration not reloaded, nothing has changed: "))
      #expect(daemon.log.contains(reason), "\(daemon.log)")
      #expect(try redis("CONFIG", "GET", "*") == before)
      try daemon.configure("")
      daemon.send(SIGHUP)
      #expect(
        try eventually {
          try redis("CONFIG", "GET", "policy") == .array([.bulk("policy"), .bulk("")])
        })
    }

    @Test func theFileWinsOverConfigSet() throws {
      let daemon = try Daemon(file: "policy a:* max-ttl 1h\n", "--max-ttl", "2d")
      let redis = try daemon.connect()
      let policies = "\"b c\" default-ttl 60 max-ttl 120 sliding write; d:*"
      #expect(try redis("CONFIG", "SET", "policy", policies, "max-ttl", "3d") == .ok)
      #expect(try value("policy", redis) == policies)
      #expect(try redis("CONFIG", "SET", "policy", try value("policy", redis) ?? "") == .ok)
      #expect(try value("policy", redis) == policies)
      let refusal = try redis("CONFIG", "SET", "policy", "a:* max-ttl x")
      #expect(refusal.text?.contains("'max-ttl' argument must be a time") == true)
      #expect(try value("policy", redis) == policies)
      try reload(daemon)
      #expect(try value("policy", redis) == "a:* max-ttl 3600")
      #expect(try value("max-ttl", redis) == "172800", "a flag still wins over the file")
    }

    private func value(_ setting: String, _ redis: RedisConnection) throws -> String? {
      try redis("CONFIG", "GET", setting).elements?.last?.text
    }

    /// Sends the signal and waits for what the log says of it.
    private func reload(_ daemon: Daemon) throws {
      let before = lines(daemon)
      daemon.send(SIGHUP)
      #expect(eventually { lines(daemon) > before })
    }

    private func lines(_ daemon: Daemon) -> Int {
      daemon.log.split(separator: "\n").count {
        $0.contains("configuration reloaded") || $0.contains("configuration not reloaded")
      }
    }
  }
}
