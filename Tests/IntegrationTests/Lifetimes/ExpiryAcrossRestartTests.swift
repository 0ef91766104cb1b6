import Testing

extension IntegrationTests {
  @Suite struct ExpiryAcrossRestartTests {
    @Test(arguments: [true, false])
    func whatExpiredWhileTheDaemonWasDownIsGoneL7(isStoppedCleanly: Bool) throws {
      let daemon = try Daemon()
      let expiryMs = Time.wallMs + 300
      var redis = try daemon.connect()
      for number in 0..<20 {
        _ = try redis("SET", "dead:\(number)", "v", "PXAT", "\(expiryMs)")
        _ = try redis("SET", "alive:\(number)", "v")
      }
      if isStoppedCleanly { try daemon.stop() } else { try daemon.kill9() }
      #expect(eventually { Time.wallMs > expiryMs })
      try daemon.restart()
      redis = try daemon.connect()
      #expect(try redis("DBSIZE") == .integer(20))
      #expect(try redis("EXISTS", "dead:0", "dead:19", "alive:0") == .integer(1))
      #expect(try redis("GET", "dead:7") == .null)
      #expect(try redis.scannedKeys().allSatisfy { $0.hasPrefix("alive:") })
    }

    @Test func slidWindowsSurviveACleanStopL9D7() throws {
      let daemon = try Daemon()
      var redis = try daemon.connect()
      _ = try redis("SET", "token", "v")
      try redis.awaitFlush()
      let savedMs = Time.wallMs
      #expect(eventually { Time.wallMs > savedMs + 50 })
      _ = try redis("GET", "token")
      let deadlineMs = try redis.deadlineMs("token")
      try daemon.stop()
      try daemon.restart()
      redis = try daemon.connect()
      #expect(try redis.deadlineMs("token") == deadlineMs)
    }
  }
}
