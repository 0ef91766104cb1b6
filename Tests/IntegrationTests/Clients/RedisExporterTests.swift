import Testing

extension IntegrationTests {
  @Suite struct RedisExporterTests {
    private static func scrape(port: Int) throws -> String {
      let socket = try RawSocket(port: port)
      try socket.write("GET /metrics HTTP/1.0\r\n\r\n")
      return try socket.readToEnd()
    }

    @Test func scrapesTheDaemonWithoutAnErrorO2() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      _ = try redis.pipeline([
        ["SET", "token", "five!", "EX", "60"], ["GET", "token"], ["GET", "none"],
      ])
      let scratch = try Scratch()
      let port = try freePort()
      let exporter = try ChildProcess(
        "prometheus-redis-exporter",
        [
          "-redis.addr", "redis://127.0.0.1:\(daemon.port)", "-web.listen-address",
          "127.0.0.1:\(port)", "-check-single-keys", "db0=token", "-export-client-list",
        ], outputFile: scratch.file("log"))
      defer { exporter.kill9() }
      var text = ""
      let answers = eventually(everyMs: 20) {
        text = (try? Self.scrape(port: port)) ?? ""
        return !text.isEmpty
      }
      #expect(answers, "\(textOfFile(scratch.file("log")))")
      for line in Self.lines {
        #expect(text.contains("\n\(line)"), "\(line)")
      }
      let metrics = Set(text.split(separator: "\n").filter { $0.hasPrefix("# TYPE redis_") })
      #expect(metrics.count >= 50, "\(metrics)")
      // A command that the daemon lacks is told there, once.
      let log = textOfFile(scratch.file("log"))
      #expect(!log.contains("level=error"), "\(log)")
    }

    /// How some of its lines begin.
    private static let lines = [
      "redis_up 1\n",
      #"redis_exporter_last_scrape_error{err=""} 0"#,
      "redis_target_scrape_request_errors_total 0\n",
      #"redis_db_keys{db="db0"} 1"#,
      #"redis_db_keys_expiring{db="db0"} 1"#,
      #"redis_key_size{db="db0",key="token"} 5"#,
      "redis_memory_max_bytes 2.68435456e+08\n",
      "redis_memory_used_bytes ",
      "redis_memory_used_rss_bytes ",
      "redis_config_maxclients 10000\n",
      "redis_connected_clients ",
      "redis_connected_clients_details{",
      "redis_keyspace_hits_total ",
      "redis_keyspace_misses_total ",
      "redis_expired_keys_total 0\n",
      "redis_evicted_keys_total 0\n",
      "redis_rejected_connections_total 0\n",
      "redis_net_input_bytes_total ",
      "redis_uptime_in_seconds ",
    ]
  }
}
