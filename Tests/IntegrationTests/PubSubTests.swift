import Glibc
import Testing

extension IntegrationTests {
  /// Clients that hear of what others do.
  @Suite struct PubSubTests {
    @Test func aMessageReachesListenersOfTheChannelAndOfAPattern() throws {
      let daemon = try Daemon()
      let (redis, one, two) = (try daemon.connect(), try daemon.connect(), try daemon.connect())
      _ = try one("SUBSCRIBE", "news")
      _ = try two("PSUBSCRIBE", "n*")
      #expect(try redis("PUBLISH", "news", "hi") == .integer(2))
      #expect(try one.receive() == .array([.bulk("message"), .bulk("news"), .bulk("hi")]))
      #expect(
        try two.receive() == .array([.bulk("pmessage"), .bulk("n*"), .bulk("news"), .bulk("hi")]))
    }

    @Test func aListenerThatIsGoneIsNotCounted() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      do {
        let gone = try daemon.connect()
        _ = try gone("SUBSCRIBE", "news")
        #expect(try redis("PUBLISH", "news", "hi") == .integer(1))
      }
      #expect(try eventually { try redis("PUBLISH", "news", "hi") == .integer(0) })
      #expect(try redis("PUBSUB", "CHANNELS") == .array([]))
    }

    @Test func theExpiredEventComesWithTheDeadlineL7() throws {
      let daemon = try Daemon("--notify-keyspace-events", "Ex")
      let (redis, listener) = (try daemon.connect(), try daemon.connect())
      _ = try listener("SUBSCRIBE", "__keyevent@0__:expired")
      _ = try redis("SET", "token", "v", "PX", "50")
      let event = Reply.array([.bulk("message"), .bulk("__keyevent@0__:expired"), .bulk("token")])
      #expect(try listener.receive() == event)
    }

    @Test func aRevokedTokenLeavesAClientsCache() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      let cache = try RawSocket(port: daemon.port)
      try cache.write(request("HELLO", "3") + request("CLIENT", "TRACKING", "ON"))
      try cache.write(request("SET", "token", "v") + request("GET", "token") + request("ECHO", "."))
      #expect(try cache.read(until: "$1\r\n.\r\n").hasSuffix("$1\r\nv\r\n$1\r\n.\r\n"))
      _ = try redis("GET", "token")
      _ = try redis("DEL", "token")
      let push = ">2\r\n$10\r\ninvalidate\r\n*1\r\n$5\r\ntoken\r\n"
      #expect(try cache.read(push.utf8.count) == push, "and nothing before it")
      try cache.write(request("GET", "token"))
      #expect(try cache.read(3) == "_\r\n")
    }

    @Test func aListenerThatDoesNotReadIsDroppedB5() throws {
      let daemon = try Daemon("--client-output-buffer-limit", "pubsub", "4mb", "0", "0")
      let redis = try daemon.connect()
      let deaf = try RawSocket(port: daemon.port)
      try deaf.write(request("SUBSCRIBE", "news"))
      #expect(try eventually { try redis.info("pubsub_clients") == 1 })
      let message = String(repeating: "x", count: 500_000)
      #expect(try eventually { try redis("PUBLISH", "news", message) == .integer(0) })
      #expect(try redis.info("client_output_buffer_limit_disconnections") == 1)
      #expect(try redis.info("pubsub_clients") == 0)
    }

    @Test func aKilledClientIsGoneAndTheOthersStay() throws {
      let daemon = try Daemon()
      let (redis, doomed) = (try daemon.connect(), try daemon.connect())
      let id = try #require(try doomed("CLIENT", "ID").integer)
      #expect(try redis("CLIENT", "KILL", "ID", "\(id)") == .integer(1))
      #expect(throws: Failure.self) { try doomed("PING") }
      #expect(try redis("PING") == .status("PONG"))
    }

    @Test func aPauseHoldsWritesBackAndLosesNone() throws {
      let daemon = try Daemon()
      let (redis, writer) = (try daemon.connect(), try daemon.connect())
      _ = try redis("CLIENT", "PAUSE", "60000", "WRITE")
      writer.append(["SET", "key", "v"])
      writer.append(["GET", "key"])
      #expect(try redis("GET", "key") == .null)
      #expect(try redis("CLIENT", "UNPAUSE") == .ok)
      #expect(try writer.receive() == .ok)
      #expect(try writer.receive() == .bulk("v"))
    }

    @Test func aMonitorSeesNoValues() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      let monitor = try RawSocket(port: daemon.port)
      try monitor.write(request("MONITOR"))
      #expect(try monitor.read(5) == "+OK\r\n")
      _ = try redis("SET", "token", "secret")
      let line = try monitor.read(until: "\r\n")
      #expect(line.hasSuffix("\"SET\" \"token\" \"(redacted)\"\r\n"))
    }
  }
}
