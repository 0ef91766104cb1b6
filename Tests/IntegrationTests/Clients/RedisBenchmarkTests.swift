import Testing

extension IntegrationTests {
  @Suite struct RedisBenchmarkTests {
    @Test(arguments: [["-P", "1"], ["-P", "16"], ["-3"], ["-r", "1000"]])
    func finishesAndLeavesItsKeysP2(_ options: [String]) throws {
      let daemon = try Daemon()
      let text = try Tool(name: "redis-benchmark").run(
        ["-p", "\(daemon.port)", "-t", "ping,set,get,incr,mset", "-n", "2000", "-c", "20", "--csv"]
          + options)
      for test in ["PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET (10 keys)"] {
        #expect(text.contains("\n\"\(test)\","), "\(test): \(text)")
      }
      #expect(!text.contains("ERR"), "\(text)")
      let redis = try daemon.connect()
      #expect(try redis.info("total_commands_processed") >= 12_000)
      #expect(try redis("DBSIZE").integer ?? 0 > 0)
    }
  }
}
