import Testing

extension IntegrationTests {
  /// What `loglevel debug` tells beyond the rest.
  @Suite struct DebugLogTests {
    @Test func connectionsAreToldWithAddressAndUserAndOnlyThen() throws {
      let daemon = try Daemon("--loglevel", "verbose")
      _ = try daemon.connect()("SET", "secret-key", "secret-value")
      #expect(!daemon.log.contains(" debug "))
      let redis = try daemon.connect()
      #expect(try redis("CONFIG", "SET", "loglevel", "debug") == .ok)
      _ = try redis("ACL", "SETUSER", "app", "on", ">hidden", "~*", "+@all")
      do {
        let other = try daemon.connect()
        _ = try other("AUTH", "app", "hidden")
        _ = try other("GET", "secret-key")
      }
      let isTold = eventually { daemon.log.contains(" goes, user 'app', ") }
      #expect(isTold, "\(daemon.log)")
      #expect(daemon.log.contains(" connected, user 'default', "))
      let lines = daemon.log.split(separator: "\n").filter { $0.contains(" debug ") }
      #expect(lines.count >= 2 && lines.allSatisfy { $0.contains(" from 127.0.0.1:") })
      for secret in ["secret-key", "secret-value", "hidden"] {
        #expect(!daemon.log.contains(secret))
      }
    }
  }
}
