import Glibc
import Testing

extension IntegrationTests {
  @Suite struct CleanStopTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func whatWasReceivedIsAnsweredAndKeptO1(signal: Int32) throws {
      let daemon = try Daemon()
      let socket = try RawSocket(port: daemon.port)
      // A first answer proves that the connection is accepted; what waits for that is not received.
      try socket.write(request("PING"))
      #expect(try socket.read(7) == "+PONG\r\n")
      try socket.write((0..<5000).map { request("SET", "key:\($0)", "value:\($0)") }.joined())
      daemon.send(signal)
      #expect(try socket.readToEnd() == String(repeating: "+OK\r\n", count: 5000))
      #expect(try daemon.awaitEnd() == .exit(EXIT_SUCCESS))
      try daemon.restart()
      let redis = try daemon.connect()
      #expect(try redis("DBSIZE") == .integer(5000))
      let values = try redis.pipeline((0..<5000).map { ["GET", "key:\($0)"] })
      #expect(values == (0..<5000).map { .bulk("value:\($0)") })
      #expect(!daemon.log.contains("journal replayed"), "the stop left changes to the journal")
    }

    @Test func idleClientsDoNotHoldUpAStopO1() throws {
      let daemon = try Daemon()
      let idle = try (0..<20).map { _ in try RawSocket(port: daemon.port) }
      try daemon.stop()
      for socket in idle { #expect(try socket.readToEnd() == "") }
    }

    @Test func aRestartAnswersItsFirstReadAtOnceD5() throws {
      let daemon = try Daemon()
      _ = try daemon.connect().pipeline((0..<50_000).map { ["SET", "key:\($0)", "value:\($0)"] })
      try daemon.stop()
      let startedMs = try daemon.restart()
      let redis = try daemon.connect()
      #expect(try redis("GET", "key:31337") == .bulk("value:31337"))
      print("D5: first answer \(startedMs) ms after the start, with 50,000 entries")
      // The promise is 200 ms; a shared machine and a debug build get room.
      #expect(startedMs < 5000)
    }
  }
}
