import SeededRandom
import Testing

extension IntegrationTests {
  /// Requests however the network cuts them.
  @Suite struct PipeliningTests {
    private let daemon: Daemon

    init() throws { daemon = try Daemon() }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func tenThousandPipelinedCommandsCutAnywhereAreAllAnsweredInOrderP1(seed: UInt64) throws {
      let socket = try RawSocket(port: daemon.port)
      var random = SeededGenerator(seed: seed)
      var requests = ""
      var replies = ""
      for number in 0..<5000 {
        let value = String(repeating: "x", count: Int.random(in: 0...40, using: &random))
        requests += request("SET", "key:\(number)", value) + request("GET", "key:\(number)")
        replies += "+OK\r\n$\(value.utf8.count)\r\n\(value)\r\n"
      }
      var rest = Array(requests.utf8)[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...8000, using: &random)
        try socket.write(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      let answered = try socket.read(replies.utf8.count)
      #expect(answered == replies, "seed \(seed)")
    }

    @Test func aHundredThousandCommandsAreWrittenBeforeAReplyIsReadP2() throws {
      let redis = try daemon.connect()
      let replies = try redis.pipeline((0..<100_000).map { ["SET", "key:\($0 % 100)", "v"] })
      #expect(replies.allSatisfy { $0 == .ok })
    }

    @Test func requestsThatArriveByteByByteAreAnsweredP1() throws {
      let socket = try RawSocket(port: daemon.port)
      let requests =
        request("SET", "key", "line\r\nbreak") + "PING\r\n" + request("GET", "key")
        + "SET inline 'two words'\r\n" + request("STRLEN", "inline")
      for byte in requests.utf8 { try socket.write([byte]) }
      let replies = "+OK\r\n+PONG\r\n$11\r\nline\r\nbreak\r\n+OK\r\n:9\r\n"
      #expect(try socket.read(replies.utf8.count) == replies)
    }

    @Test func aProtocolErrorIsNamedAndEndsTheConnectionP1() throws {
      let socket = try RawSocket(port: daemon.port)
      try socket.write(request("PING") + "*1\r\n!4\r\nPING\r\n")
      #expect(try socket.readToEnd() == "+PONG\r\n-ERR Protocol error: expected '$', got '!'\r\n")
    }

    @Test func anOversizedValueIsRefusedAndTheConnectionStaysInSyncB4() throws {
      let socket = try RawSocket(port: daemon.port)
      let value = String(repeating: "x", count: 1 << 20)
      let whole = request("SET", "fits", value) + request("SET", "long", value + "x")
      try socket.write(whole + request("EXISTS", "fits", "long"))
      let replies =
        "+OK\r\n-ERR value of 1048577 bytes exceeds max-value-size (1048576 bytes)\r\n:1\r\n"
      #expect(try socket.read(replies.utf8.count) == replies)
    }

    @Test func helloSwitchesToResp3AndBackP1() throws {
      let socket = try RawSocket(port: daemon.port)
      try socket.write(request("HELLO", "3") + request("GET", "absent"))
      let greeting = try socket.read(until: "_\r\n")
      #expect(greeting.hasPrefix("%"))
      #expect(greeting.contains("$5\r\nproto\r\n:3\r\n"))
      try socket.write(request("HELLO", "2") + request("GET", "absent"))
      #expect(try socket.read(until: "$-1\r\n").contains("$5\r\nproto\r\n:2\r\n"))
      try socket.write(request("HELLO", "4"))
      #expect(try socket.read(until: "\r\n") == "-NOPROTO unsupported protocol version\r\n")
    }
  }
}
