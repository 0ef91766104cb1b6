import Glibc
import Testing

extension IntegrationTests {
  /// Clients that are slow, many, or gone.
  @Suite struct ClientTests {
    @Test(arguments: ["everysec", "always"])
    func aHalfClosedPeerGetsItsReplies(durability: String) throws {
      let daemon = try Daemon("--durability", durability)
      for _ in 0..<20 {
        let socket = try RawSocket(port: daemon.port)
        try socket.write(request("SET", "key", "v") + request("GET", "key"))
        socket.endWriting()
        #expect(try socket.readToEnd() == "+OK\r\n$1\r\nv\r\n")
      }
    }

    @Test func quitIsAnsweredAndEndsTheConnectionP1() throws {
      let daemon = try Daemon("--durability", "always")
      let socket = try RawSocket(port: daemon.port)
      try socket.write(request("SET", "key", "v") + request("QUIT") + request("PING"))
      #expect(try socket.readToEnd() == "+OK\r\n+OK\r\n")
    }

    @Test func aSlowReaderDoesNotStopTheOthersB5() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      let value = String(repeating: "x", count: 100_000)
      _ = try redis("SET", "large", value)
      let slow = try RawSocket(port: daemon.port)
      try slow.write(String(repeating: request("GET", "large"), count: 200))
      for number in 0..<300 {
        #expect(try redis("SET", "small", "\(number)") == .ok)
        #expect(try redis("GET", "small") == .bulk("\(number)"))
      }
      let reply = "$100000\r\n\(value)\r\n"
      for _ in 0..<200 { try #require(try slow.read(reply.utf8.count) == reply) }
    }

    @Test func whoSendsOnAndNeverReadsIsDroppedAtItsLimitB5() throws {
      let daemon = try Daemon("--client-output-buffer-limit", "normal", "4mb", "0", "0")
      let redis = try daemon.connect()
      _ = try redis("SET", "large", String(repeating: "x", count: 500_000))
      let patient = try RawSocket(port: daemon.port)
      try patient.write(String(repeating: request("GET", "large"), count: 200))
      let slow = try RawSocket(port: daemon.port)
      // More than is read ahead while replies wait: it is disconnected while it still sends.
      try? slow.write(String(repeating: request("GET", "large"), count: 40_000))
      let field = "client_output_buffer_limit_disconnections"
      #expect(try eventually { try redis.info(field) == 1 })
      // Who has sent a few requests and reads nothing keeps a few replies waiting, and itself.
      #expect(try redis.info("connected_clients") == 2)
      #expect(try redis.info("client_buffer_bytes") < 3_000_000)
      #expect(try redis("PING") == .status("PONG"))
    }

    @Test func oneClientTooManyIsToldSoAndAPlaceThatGetsFreeIsGivenAgainB5() throws {
      let daemon = try Daemon("--maxclients", "4")
      // The daemon may not have seen yet that the connection which found it ready is gone.
      var clients: [RedisConnection] = []
      #expect(
        try eventually {
          clients = [try daemon.connect()]
          return (try? clients[0].info("connected_clients")) == 1
        })
      while clients.count < 4 {
        clients.append(try daemon.connect())
        #expect(try clients[clients.count - 1]("PING") == .status("PONG"))
      }
      let refused = try RawSocket(port: daemon.port)
      #expect(try refused.readToEnd() == "-ERR max number of clients reached\r\n")
      #expect(try clients[0].info("rejected_connections") == 1)
      clients.removeLast()
      #expect(try eventually { try clients[0].info("connected_clients") == 3 })
      let admitted = try daemon.connect()
      #expect(try admitted("PING") == .status("PONG"))
    }

    @Test func aClientThatVanishesWhileItsRequestWaitsIsForgotten() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      #expect(try redis("CLIENT", "PAUSE", "60000", "WRITE") == .ok)
      var vanishing: RawSocket? = try RawSocket(port: daemon.port)
      try vanishing?.write("SET token v\r\n")
      #expect(try eventually { try redis.info("connected_clients") == 2 })
      vanishing?.resetAtEnd()
      vanishing = nil
      #expect(try eventually { try redis.info("connected_clients") == 1 })
      #expect(try redis("CLIENT", "UNPAUSE") == .ok)
      #expect(try redis("GET", "token") == .null)
    }

    @Test func aUnixSocketServesItsUserAlone() throws {
      let scratch = try Scratch()
      let path = scratch.file("socket")
      let daemon = try Daemon("--unixsocket", path)
      let redis = try RedisConnection(unixSocket: path)
      #expect(try redis("SET", "token", "v") == .ok)
      #expect(try daemon.connect()("GET", "token") == .bulk("v"))
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o700)
      try daemon.stop()
      #expect(access(path, F_OK) != 0, "the socket's file outlives the daemon")
    }
  }
}
