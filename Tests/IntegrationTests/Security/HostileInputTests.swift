import Testing

extension IntegrationTests {
  /// What no honest client sends: it costs the sender its connection, and nobody else anything.
  struct HostileInputTests {
    struct Attack: Sendable, CustomTestStringConvertible {
      let name: String
      let bytes: [UInt8]
      /// What the answer holds; the connection ends after it. nil where it need not answer.
      let answer: String?

      init(_ name: String, _ text: String, _ answer: String?) {
        self.name = name
        bytes = Array(text.utf8)
        self.answer = answer
      }

      var testDescription: String { name }
    }

    static let attacks = [
      Attack("more arguments than there is memory", "*2147483647\r\n", "invalid multibulk length"),
      Attack("an argument count that overflows", "*99999999999999999999\r\n", "invalid multibulk"),
      Attack(
        "a value that would take all memory", "*2\r\n$3\r\nGET\r\n$2147483647\r\n", "bulk length"),
      Attack("a negative length", "*2\r\n$3\r\nGET\r\n$-5\r\n", "invalid bulk length"),
      Attack("a line without an end", String(repeating: "a", count: 70_000), "too big inline"),
      Attack(
        "a count without an end", "*" + String(repeating: "1", count: 70_000), "too big mbulk"),
      Attack("unbalanced quotes", "SET k \"open\r\n", "unbalanced quotes"),
      Attack("a request of another protocol", "POST / HTTP/1.1\r\nHost: x\r\n\r\n", nil),
      Attack("a browser's request", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", nil),
      Attack(
        "a TLS greeting", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{FC}\u{3}\u{3}\r\n", nil),
      Attack("zero bytes", String(repeating: "\u{0}", count: 4096) + "\r\n", nil),
      Attack("half a request", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100\r\nabc", ""),
      Attack("a megabyte of line ends", String(repeating: "\r\n", count: 500_000), ""),
      Attack(
        "arguments inside arguments", "*1\r\n*1\r\n*1\r\n$4\r\nPING\r\n", "expected '$', got '*'"),
      Attack(
        "a glob that doubles at every star",
        "*2\r\n$4\r\nKEYS\r\n$64\r\n" + String(repeating: "*a", count: 32) + "\r\n", "*"),
    ]

    @Test(arguments: attacks) func costsTheSenderOnly(_ attack: Attack) throws {
      let daemon = try Daemon("--maxmemory", "32mb")
      let redis = try daemon.connect()
      #expect(try redis("SET", String(repeating: "a", count: 4_000) + "b", "kept") == .ok)
      let socket = try RawSocket(port: daemon.port)
      // The daemon may have hung up before everything is written.
      try? socket.write(attack.bytes[...])
      socket.endWriting()
      let answer = (try? socket.readToEnd()) ?? ""
      if let expected = attack.answer {
        #expect(answer.contains(expected), "\(answer.prefix(200))")
      }
      #expect(try redis("PING") == .status("PONG"))
      #expect(try redis("DBSIZE") == .integer(1))
    }

    @Test func aThousandHalfRequestsStayWithinTheCapB5() throws {
      let daemon = try Daemon("--maxmemory", "32mb")
      let redis = try daemon.connect()
      let half =
        "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000000\r\n" + String(repeating: "x", count: 99_000)
      var sockets: [RawSocket] = []
      for _ in 0..<1000 {
        let socket = try RawSocket(port: daemon.port)
        try? socket.write(half)
        sockets.append(socket)
      }
      #expect(try redis("SET", "token", "v") == .ok)
      #expect(try redis("GET", "token") == .bulk("v"))
      #expect(try redis.info("used_memory") <= 32 << 20)
    }
  }
}
