import Testing

extension IntegrationTests {
  @Suite struct RedisCliTests {
    private let daemon: Daemon

    init() throws { daemon = try Daemon() }

    private func ask(_ words: String...) throws -> String {
      try Tool.redisCli.run(["-p", "\(daemon.port)"] + words)
    }

    /// Its answer to what comes through its standard input.
    private func ask(_ options: String, reading text: String) throws -> String {
      let script = #"printf "$0" | redis-cli -p "$1" $2"#
      return try Tool(name: "sh").run(["-c", script, text, "\(daemon.port)", options])
    }

    private func save(_ count: Int) throws {
      let redis = try daemon.connect()
      _ = try redis.pipeline((0..<count).map { ["SET", "token:\($0)", "v"] })
      _ = try redis("SET", "other", "a longer value")
    }

    @Test func savesReadsAndDeletesP2() throws {
      #expect(try ask("SET", "token", "two words") == "OK\n")
      #expect(try ask("GET", "token") == "two words\n")
      #expect(try ["86400\n", "86399\n"].contains(ask("TTL", "token")))
      #expect(try ask("SET", "token", "again", "EX", "60") == "OK\n")
      #expect(try ["60\n", "59\n"].contains(ask("TTL", "token")))
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
      try save(3000)
      let keys = try ask("--scan", "--pattern", "token:*").split(separator: "\n")
      #expect(keys.count == 3000)
      #expect(Set(keys).count == 3000)
    }

    @Test(arguments: [
      ("--bigkeys", "Biggest string found '\"other\"' has 14 bytes"),
      ("--memkeys", "Biggest string found '\"other\"' has"),
    ])
    func findsTheLargestKeyP2(_ mode: String, _ finding: String) throws {
      try save(500)
      let text = try ask(mode)
      #expect(text.contains("Sampled 501 keys in the keyspace!"), "\(text)")
      #expect(text.contains(finding), "\(text)")
    }

    @Test func sendsManyCommandsThroughItsPipeP2() throws {
      let saves = (0..<500).map { request("SET", "token:\($0)", "v", "EX", "60") }
      // For printf, a line's end is spelled out.
      let text = saves.joined().split(separator: "\r\n").joined(separator: #"\r\n"#) + #"\r\n"#
      let answer = try ask("--pipe", reading: text)
      #expect(answer.hasSuffix("errors: 0, replies: 500\n"), "\(answer)")
      #expect(try ask("DBSIZE") == "500\n")
    }

    @Test func helpsWithWhatTheDaemonDocumentsP1() throws {
      let text = try ask("HELP", "GETEX")
      #expect(text.contains("key [EX seconds|PX milliseconds|"), "\(text)")
      // Its own table says the same in other words.
      #expect(text.contains("Reads the value of a key and changes its expiry."), "\(text)")
    }

    @Test func measuresLatencyP2() throws {
      let numbers = try ask("--latency", "-i", "0.1").split(separator: " ")
      #expect(numbers.count == 4, "least, largest and average time, and how many samples")
    }

    @Test func showsStatisticsLineByLineP2() throws {
      try save(10)
      let scratch = try Scratch()
      let statistics = try ChildProcess(
        "redis-cli", ["-p", "\(daemon.port)", "--stat", "-i", "0.02"],
        outputFile: scratch.file("lines"))
      defer { statistics.kill9() }
      // Keys, memory, clients, blocked, requests, connections.
      let hasLines = eventually { textOfFile(scratch.file("lines")).contains("(+1)") }
      let text = textOfFile(scratch.file("lines"))
      #expect(hasLines, "\(text)")
      #expect(text.contains("\n11 "), "no number of keys: \(text)")
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
