import Testing

extension IntegrationTests {
  /// `tokencache-load` against a server that it was pointed at.
  @Suite struct LoadToolTests {
    private static let tool = Tool(
      name: String(DaemonProgram.path.prefix(upTo: DaemonProgram.path.lastIndex(of: "/")!))
        + "/tokencache-load")

    @Test(arguments: ["get", "set", "session", "revoke"])
    func nothingStaysOfALoadOnAServerThatMayServeOthers(workload: String) throws {
      let daemon = try Daemon("--notify-keyspace-events", "E$")
      let redis = try daemon.connect()
      _ = try redis("PSUBSCRIBE", "__keyevent@0__:set")
      let said = try Self.tool.run(load(daemon, workload))
      #expect(said.contains("removing what was stored: 200 operations"))
      let event = try redis.receive().elements?.last?.text
      #expect(event?.hasPrefix("tokencache-load:oauth:access_token:") == true, "\(event ?? "")")
      #expect(try daemon.connect()("DBSIZE") == .integer(0))
    }

    @Test func keysThatAreKeptExpire() throws {
      let daemon = try Daemon()
      _ = try Self.tool.run(load(daemon, "session") + ["--keep"])
      let redis = try daemon.connect()
      #expect(try redis("DBSIZE") == .integer(200))
      let key = try #require(try redis("RANDOMKEY").text)
      #expect((3500...3600).contains(try #require(try redis("TTL", key).integer)))
    }

    @Test func aServerWithKeysIsRefusedUnlessSaidOtherwise() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      _ = try redis("SET", "oauth:access_token:alice", "v")
      let failure = #expect(throws: Failure.self) { try Self.tool.run(load(daemon, "get")) }
      #expect(failure?.description.contains("holds 1 keys") == true)
      #expect(try redis("DBSIZE") == .integer(1))
      _ = try Self.tool.run(load(daemon, "get") + ["--yes"])
      #expect(try redis("GET", "oauth:access_token:alice") == .bulk("v"))
      #expect(try redis("DBSIZE") == .integer(1))
    }

    private func load(_ daemon: Daemon, _ workload: String) -> [String] {
      [
        workload, "--port", "\(daemon.port)", "--keys", "200", "--requests", "200", "--clients",
        "4",
      ]
    }
  }
}
