import Testing

extension IntegrationTests {
  /// What stands between clients and daemons.
  @Suite struct ProxyTests {
    @Test func twemproxySharesTokensAmongTwoDaemonsP2() throws {
      let (one, two) = (try Daemon(), try Daemon())
      let scratch = try Scratch()
      let port = try freePort()
      let settings = """
        tokens:
          listen: 127.0.0.1:\(port)
          redis: true
          hash: md5
          distribution: modula
          servers:
            - 127.0.0.1:\(one.port):1
            - 127.0.0.1:\(two.port):1

        """
      // Debian's build would write its log and its process number below /var, which only root may.
      let proxy = try ChildProcess(
        "/usr/sbin/nutcracker",
        [
          "-c", try scratch.write(settings, to: "settings"), "-a", "127.0.0.1",
          "-s", "\(try freePort())", "-o", scratch.file("proxy.log"), "-p", scratch.file("pid"),
        ], outputFile: scratch.file("log"))
      defer { proxy.kill9() }
      let isListening = eventually { (try? RawSocket(port: port)) != nil }
      let said = ["log", "proxy.log"].map { textOfFile(scratch.file($0)) }
      try #require(isListening, "\(said)")
      #expect(try ClientProgram.behindTwemproxy.run(port: port).hasSuffix(" checks\n"))
      let keys = try [one, two].map { try #require(try $0.connect()("DBSIZE").integer) }
      #expect(keys[0] > 0 && keys[1] > 0 && keys[0] + keys[1] == 101, "\(keys)")
    }

    @Test func haproxyFindsTheDaemonHealthyP2() throws {
      let daemon = try Daemon()
      let scratch = try Scratch()
      let (port, statisticsPort) = (try freePort(), try freePort())
      let settings = Self.settingsOfHaproxy(daemon.port, port, statisticsPort)
      let proxy = try ChildProcess(
        "/usr/sbin/haproxy", ["-db", "-f", try scratch.write(settings, to: "settings")],
        outputFile: scratch.file("log"))
      defer { proxy.kill9() }
      var statistics = ""
      let isHealthy = eventually(everyMs: 50) {
        statistics = (try? Self.statistics(port: statisticsPort)) ?? ""
        return statistics.contains(",L7OK,")
      }
      #expect(isHealthy, "\(statistics)\(textOfFile(scratch.file("log")))")
      #expect(try ClientProgram.perl.run(port: port).hasSuffix(" checks\n"))
    }

    private static func statistics(port: Int) throws -> String {
      let socket = try RawSocket(port: port)
      try socket.write("GET /;csv HTTP/1.0\r\n\r\n")
      return try socket.readToEnd()
    }

    /// With the check that its manual gives for Redis.
    /// https://docs.haproxy.org/2.6/configuration.html#4-option%20tcp-check
    private static func settingsOfHaproxy(
      _ daemonPort: Int, _ port: Int, _ statisticsPort: Int
    ) -> String {
      #"""
      defaults
        timeout connect 5s
        timeout client 60s
        timeout server 60s
      listen tokens
        mode tcp
        bind 127.0.0.1:\#(port)
        option tcp-check
        tcp-check send PING\r\n
        tcp-check expect string +PONG
        tcp-check send info\ replication\r\n
        tcp-check expect string role:master
        tcp-check send QUIT\r\n
        tcp-check expect string +OK
        server daemon 127.0.0.1:\#(daemonPort) check inter 100ms
      listen statistics
        mode http
        bind 127.0.0.1:\#(statisticsPort)
        stats enable
        stats uri /

      """#
    }
  }
}
