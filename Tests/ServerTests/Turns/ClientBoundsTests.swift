import Commands
import Configuration
import Dispatch
import Keyspace
import RESP
import Testing

@testable import Server

/// What clients may hold, and what is known of it.
@Suite struct ClientBoundsTests {
  private func rig(_ adjust: @escaping (inout Configuration) -> Void) throws -> EngineRig {
    let rig = EngineRig {
      $0.maxMemoryBytes = 64 << 20
      adjust(&$0)
    }
    try rig.start()
    return rig
  }

  /// A client that does not read, and has been sent more than the system takes for it.
  private func deaf(_ rig: EngineRig, waiting bytes: Int, listening: Bool = false) throws
    -> WireClient
  {
    let (client, other) = (WireClient(rig), WireClient(rig))
    let value = String(repeating: "x", count: 100_000)
    other("*3|$3|SET|$1|k|$100000|\(value)")
    if listening { client("SUBSCRIBE c") }
    fill(client, to: bytes) {
      if listening {
        other("*3|$7|PUBLISH|$1|c|$100000|\(value)")
      } else {
        client.send(Array("GET k\r\n".utf8))
      }
    }
    return client
  }

  /// Until so many bytes wait for the client, or it is gone.
  private func fill(_ client: WireClient, to bytes: Int, _ send: () -> Void) {
    for _ in 0..<200 where client.client.map({ $0.pointee.reply.count <= bytes }) == true { send() }
  }

  @Test(arguments: [false, true])
  func whoDoesNotReadIsDroppedAtTheHardLimitOfItsClass(isListening: Bool) throws {
    let rig = try rig {
      let (low, high) = (
        OutputBufferLimit(hardBytes: 1 << 20), OutputBufferLimit(hardBytes: 8 << 20)
      )
      $0.clientOutputLimits.normal = isListening ? high : low
      $0.clientOutputLimits.pubsub = isListening ? low : high
    }
    let client = try deaf(rig, waiting: 2 << 20, listening: isListening)
    #expect(!client.isConnected)
    #expect(rig.engine?.statistics.outputLimitDisconnections == 1)
  }

  @Test func noLimitIsAQuarterOfMemoryAndALargeOneIsNoMore() throws {
    for hardBytes in [0, 1 << 30] {
      let rig = try rig { $0.clientOutputLimits.normal = OutputBufferLimit(hardBytes: hardBytes) }
      let engine = try #require(rig.engine)
      #expect(engine.replyLimitBytes == 16 << 20)
      let client = try deaf(rig, waiting: 17 << 20)
      #expect(!client.isConnected)
    }
  }

  @Test func aReplyForWhichALargeRequestLeavesNoRoomIsAnError() throws {
    let rig = try rig { $0.maxMemoryBytes = 8 << 20 }
    let client = WireClient(rig)
    let names = (0..<30_000).map { "|$16|name\(100_000_000_000 + $0)" }.joined()
    for _ in 0..<3 {
      let reply = client("*30003|$7|COMMAND|$15|GETKEYSANDFLAGS|$4|MGET\(names)")
      #expect(reply.hasPrefix("-OOM the reply"))
      #expect(client("PING") == "+PONG|")
    }
  }

  @Test func aReplyAboveTheLimitIsAnErrorAndTheClientStays() throws {
    let limit = OutputBufferLimit(hardBytes: 64 << 10)
    let rig = try rig {
      $0.clientOutputLimits.normal = limit
      $0.clientOutputLimits.pubsub = limit
    }
    let client = WireClient(rig)
    client("*3|$3|SET|$1|k|$100000|\(String(repeating: "x", count: 100_000))")
    let names = String(repeating: " set", count: 10_000)
    for request in ["GET k", "COMMAND INFO\(names)", "COMMAND DOCS\(names)"] {
      #expect(client(request).hasPrefix("-OOM the reply"), "\(request.prefix(20))")
      #expect(client("PING") == "+PONG|", "\(request.prefix(20))")
    }
  }

  @Test func aTransactionHasAReplyForEachCommandThoughTheyDoNotFitTogether() throws {
    let rig = try rig {
      $0.clientOutputLimits.normal = OutputBufferLimit(hardBytes: 64 << 10)
      $0.clientOutputLimits.pubsub = OutputBufferLimit(hardBytes: 64 << 10)
    }
    let client = WireClient(rig)
    client("MULTI" + String(repeating: "|COMMAND", count: 5) + "|INCR n")
    let reply = client("EXEC", turns: 20)
    #expect(reply.hasPrefix("*6|*"))
    let dropped = reply.ranges(of: "-OOM the reply does not fit|").count
    #expect((1...5).contains(dropped) && reply.hasSuffix("|:1|"), "\(dropped)")
    #expect(client("GET n") == "$1|1|")
  }

  @Test func whatRunsInOneTurnTakesABoundedNumberOfArguments() throws {
    let rig = try rig { _ in }
    let client = WireClient(rig)
    let many = String(repeating: "|$1|k", count: 32_768)
    for name in ["MSET", "SUBSCRIBE"] {
      let reply = client("*32769|$\(name.count)|\(name)\(many)", turns: 8)
      #expect(reply.hasPrefix("-ERR too many arguments"), "\(name): \(reply.prefix(80))")
    }
    #expect(client("DBSIZE") == ":0|")
    #expect(client("*32769|$6|EXISTS\(many)", turns: 60) == ":0|", "in several turns")
  }

  @Test func manyKeysAreWatchedInSeveralTurnsAndTheFirstOfThemAtOnce() throws {
    let rig = try rig { _ in }
    let (client, other) = (WireClient(rig), WireClient(rig))
    let keys = (0..<5_000).map { " k\($0)" }.joined()
    #expect(client("WATCH\(keys)", turns: 1) == "", "there are more keys than one turn takes")
    #expect(other("SET k0 changed") == "+OK|")
    #expect(client.receive(turns: 20) == "+OK|")
    #expect(client("MULTI|SET k mine|EXEC") == "+OK|+QUEUED|*-1|")
    #expect(client("WATCH\(keys)|MULTI|SET k mine|EXEC", turns: 20) == "+OK|+OK|+QUEUED|*1|+OK|")
  }

  @Test func whoLeavesMoreThanTheSoftLimitForTooLongIsDropped() throws {
    let limit = OutputBufferLimit(hardBytes: 0, softBytes: 1 << 20, softSeconds: 10)
    let rig = try rig { $0.clientOutputLimits.normal = limit }
    let (client, reader) = (
      try deaf(rig, waiting: 2 << 20), try deaf(rig, waiting: 2 << 20)
    )
    rig.pass(ms: 5000)
    #expect(client.isConnected && reader.isConnected)
    _ = reader.receive(turns: 60)
    rig.pass(ms: 1000)
    fill(reader, to: 2 << 20) { reader.send(Array("GET k\r\n".utf8)) }
    rig.pass(ms: 6000)
    #expect(!client.isConnected, "10 seconds are over")
    #expect(reader.isConnected, "it has read meanwhile")
    #expect(rig.engine?.statistics.outputLimitDisconnections == 1)
  }

  @Test func newLimitsHoldForWhoIsConnected() throws {
    let rig = try rig { $0.journalSizeBytes = 8 << 20 }
    let engine = try #require(rig.engine)
    let (client, waiting) = (WireClient(rig), try deaf(rig, waiting: 2 << 20))
    // Without a way in no configuration is valid.
    engine.configuration.unixSocketPath = "unused"
    func set(_ name: String, _ value: String) {
      engine.queue.sync { #expect((try? engine.changeSettings([(name, value)]).get()) != nil) }
    }
    set("client-output-buffer-limit", "normal 1mb 0 0")
    rig.pass(ms: 1500)
    #expect(!waiting.isConnected)
    let value = String(repeating: "x", count: 200_000)
    let request = "*3|$3|SET|$1|k|$200000|\(value)"
    #expect(client(request) == "+OK|")
    set("max-value-size", "100kb")
    #expect(client(request).hasPrefix("-ERR value of 200000 bytes exceeds max-value-size"))
    set("client-output-buffer-limit", "normal 4mb 0 0")
    set("max-value-size", "2mb")
    let larger = String(repeating: "x", count: 1_200_000)
    #expect(client("*3|$3|SET|$1|k|$1200000|\(larger)") == "+OK|")
    set("max-value-size", "300kb")
    set("client-query-buffer-limit", "1mb")
    client.send(Array("*20\r\n".utf8))
    for _ in 0..<8 { client.send(Array("$200000\r\n\(value)\r\n".utf8)) }
    #expect(!client.isConnected)
    #expect(engine.statistics.queryLimitDisconnections == 1)
  }

  @Test func theIdleGoButNotWhoListens() throws {
    let rig = try rig { $0.idleTimeoutMs = 5000 }
    let (idle, listener, monitor) = (WireClient(rig), WireClient(rig), WireClient(rig))
    idle("PING")
    listener("SUBSCRIBE c")
    monitor("MONITOR")
    rig.pass(ms: 4000)
    #expect(idle.isConnected)
    rig.pass(ms: 3000)
    #expect(!idle.isConnected && listener.isConnected && monitor.isConnected)
    #expect(rig.engine?.statistics.idleDisconnections == 2, "the rig's own client is idle too")
  }

  @Test func whatWasSentIsAnsweredAfterTheEndOfTheStream() throws {
    let rig = try rig { _ in }
    let (client, other) = (WireClient(rig), WireClient(rig))
    other("CLIENT PAUSE 100000 WRITE")
    client("SET k v|GET k")
    client.endStream()
    #expect(client.receive() == "" && client.isConnected)
    other("CLIENT UNPAUSE")
    #expect(client.receive() == "+OK|$1|v|")
    #expect(!client.isConnected)
  }

  @Test func whoSendsOnWhileItWaitsIsHeardNoFurther() throws {
    let rig = try rig { _ in }
    let engine = try #require(rig.engine)
    _ = rig.call("CLIENT", "PAUSE", "100000")
    let socket = rig.connectAnother()
    let requests = String(repeating: "PING\r\n", count: 10_000)
    for _ in 0..<60 {
      EngineRig.write(requests, to: socket)
      rig.turn()
    }
    #expect(engine.clientBufferBytes > 200_000 && engine.clientBufferBytes < 2 << 20)
    engine.queue.sync { engine.unpause() }
  }

  @Test func whoIsQuietHoldsNoMemory() throws {
    let rig = try rig { _ in }
    let client = WireClient(rig)
    client("MGET a b c d e f g h i j k l m n o p q r s t")
    client.send(Array("*2\r\n$3\r\nGET\r\n$1\r\nk".utf8))
    #expect(client.client?.pointee.reply.capacity ?? 0 > 0)
    client.send(Array("\r\n".utf8))
    rig.pass(ms: 4000)
    let quiet = try #require(client.client)
    #expect(quiet.pointee.reply.capacity == 0 && quiet.pointee.input.capacity == 0)
  }

  @Test func aShorterPauseEndsNoLongerOne() throws {
    let rig = try rig { _ in }
    let (client, other) = (WireClient(rig), WireClient(rig))
    other("CLIENT PAUSE 10000 WRITE")
    other("CLIENT PAUSE 1000 WRITE")
    #expect(client("SET k v") == "")
    rig.pass(ms: 5000)
    #expect(client.receive() == "")
    rig.pass(ms: 6000)
    #expect(client.receive() == "+OK|")
  }

  @Test func aClientMayFetchFromDiskAsOftenAsItLikes() throws {
    let rig = try rig { $0.maxMemoryBytes = 8 << 20 }
    let client = WireClient(rig)
    let value = String(repeating: "x", count: 50_000)
    for key in 0..<200 { client("*3|$3|SET|$\("\(key)".utf8.count)|\(key)|$50000|\(value)") }
    rig.pass(ms: 3000)
    #expect(try #require(rig.engine).keyspace.pointee.coldKeyCount > 60)
    for key in 0..<200 { #expect(client("STRLEN \(key)", turns: 8) == ":50000|", "\(key)") }
  }

  @Test func namesCountAsTheClientsMemory() throws {
    let rig = try rig { _ in }
    let (client, engine) = (WireClient(rig), try #require(rig.engine))
    let before = engine.clientBufferBytes
    let name = String(repeating: "n", count: 1000)
    client("CLIENT SETNAME \(name)|CLIENT SETINFO LIB-NAME \(name)|CLIENT SETINFO LIB-VER \(name)")
    #expect(engine.clientBufferBytes - before >= 3000)
  }

  @Test func trafficIsCountedForEachClient() throws {
    let rig = try rig { _ in }
    let client = WireClient(rig)
    #expect(client("PING|GET") == "+PONG|-ERR wrong number of arguments for 'get' command|")
    let info = client("CLIENT INFO")
    #expect(info.contains(" tot-net-in=24 tot-net-out=57 tot-cmds=2|"), "\(info)")
  }

  private func save(_ key: String, _ length: Int) -> [UInt8] {
    let value = String(repeating: "v", count: length)
    return Array("*3\r\n$3\r\nSET\r\n$1\r\n\(key)\r\n$\(length)\r\n\(value)\r\n".utf8)
  }

  @Test(arguments: [false, true])
  func aQueueThatIsTooLongFailsAndItsClientStays(isQuery: Bool) throws {
    let rig = try rig {
      $0.maxMemoryBytes = isQuery ? 64 << 20 : 8 << 20
      $0.journalSizeBytes = 4 << 20
      $0.clientQueryLimitBytes = isQuery ? 2 << 20 : 32 << 20
    }
    let (client, engine) = (WireClient(rig), try #require(rig.engine))
    client("MULTI")
    for _ in 0..<30 { client.send(save("k", 100_000)) }
    let answers = client.receive()
    let refusal = "-OOM the queue of this transaction does not fit into the memory of one client.|"
    #expect(answers.occurrences("+QUEUED|") > 10 && answers.occurrences(refusal) == 1, "\(answers)")
    #expect(engine.clientBufferBytes < 600_000, "the queue is free")
    #expect(
      client("EXEC|EXISTS k")
        == "-EXECABORT Transaction discarded because of previous errors.|:0|")
    #expect(engine.statistics.memoryDisconnections == 0)
    #expect(client("MULTI|SET k v|EXEC") == "+OK|+QUEUED|*1|+OK|")
  }

  /// The queue was within bounds when it was taken, and then a request came that is large itself.
  @Test(arguments: [false, true]) func aQueueGoesBeforeItsClientDoes(isQuery: Bool) throws {
    let rig = try rig {
      $0.maxMemoryBytes = isQuery ? 64 << 20 : 8 << 20
      $0.journalSizeBytes = 4 << 20
      $0.clientQueryLimitBytes = isQuery ? 2 << 20 : 32 << 20
    }
    let (client, engine) = (WireClient(rig), try #require(rig.engine))
    client("MULTI")
    for _ in 0..<14 { client.send(save("k", 100_000)) }
    #expect(client.receive().occurrences("+QUEUED|") == 14)
    client.send(save("k", 1_000_000))
    #expect(client.isConnected && client.receive() == "+QUEUED|", "nothing of it is kept")
    #expect(client("EXEC") == "-EXECABORT Transaction discarded because of previous errors.|")
    #expect(engine.statistics.queryLimitDisconnections == 0)
    #expect(engine.statistics.memoryDisconnections == 0)
  }

  @Test func watchedKeysAndSubscriptionsThatAreTooManyLeaveTheirClient() throws {
    let rig = try rig { $0.maxMemoryBytes = 8 << 20 }
    let (client, engine) = (WireClient(rig), try #require(rig.engine))
    func names(_ round: Int) -> [String] {
      (0..<60).map { "\(round):\($0):" + String(repeating: "n", count: 10_000) }
    }
    for round in 0..<4 { client.send(["WATCH"] + names(round)) }
    let watched = client.receive(turns: 10)
    #expect(watched.hasPrefix("+OK|"))
    #expect(watched.hasSuffix("-OOM the watched keys do not fit into the memory of one client.|"))
    #expect(client("UNWATCH") == "+OK|")
    client.send(["SUBSCRIBE"] + names(0))
    let answers = client.receive(turns: 10)
    #expect(answers.occurrences("$9|subscribe|") == engine.subscriptions.channelCount)
    #expect(answers.occurrences("-OOM the subscriptions") == 1)
    #expect(client.isConnected && engine.subscriptions.channelCount > 10)
    #expect(engine.statistics.memoryDisconnections == 0)
  }

  @Test func whoTakesMessagesStaysThoughTheirSenderDoesNot() throws {
    let rig = try rig {
      $0.maxMemoryBytes = 24 << 20
      $0.journalSizeBytes = 2 << 20
    }
    let (hog, engine) = (WireClient(rig), try #require(rig.engine))
    // Each takes what the system holds for it, which is more than a message.
    let listeners = (0..<20).map { _ in WireClient(rig) }
    for listener in listeners { listener("SUBSCRIBE news") }
    hog.send(save("k", 700_000))
    for _ in 0..<7 { hog.send(Array("GET k\r\n".utf8)) }
    #expect(engine.clientBufferBytes > 4 << 20)
    let message = String(repeating: "m", count: 150_000)
    for _ in 0..<4 {
      hog.send(Array("*3\r\n$7\r\nPUBLISH\r\n$4\r\nnews\r\n$150000\r\n\(message)\r\n".utf8))
      for listener in listeners { _ = listener.receive(turns: 1) }
    }
    #expect(listeners.allSatisfy { $0.isConnected })
  }

  @Test func valuesAndKeysReadFromDiskAreCountedApart() throws {
    let rig = try rig { $0.maxMemoryBytes = 8 << 20 }
    let client = WireClient(rig)
    let value = String(repeating: "x", count: 50_000)
    for key in 0..<200 { client("*3|$3|SET|$\("\(key)".utf8.count)|\(key)|$50000|\(value)") }
    rig.pass(ms: 3000)
    #expect(rig.info("cold_values_read") == 0 && rig.info("cold_keys_read") == 0)
    #expect(client("EXISTS 0 1 2", turns: 8) == ":3|")
    #expect(rig.info("cold_values_read") == 0 && rig.info("cold_keys_read") == 3)
    #expect(client("GET 3", turns: 8).hasPrefix("$50000|"))
    #expect(rig.info("cold_values_read") == 1 && rig.info("cold_keys_read") == 3)
    #expect(client("KEYS *", turns: 40).hasPrefix("*200|"))
    #expect(rig.info("cold_values_read") == 1)
    #expect(rig.info("cold_keys_read").map { $0 > 50 } == true)
  }

  @Test func messagesToItselfAreBoundedToo() throws {
    let rig = try rig { $0.clientOutputLimits.pubsub = OutputBufferLimit(hardBytes: 1 << 20) }
    let (client, engine) = (WireClient(rig), try #require(rig.engine))
    client(
      "HELLO 3|PSUBSCRIBE "
        + (0..<200).map { "*\($0 % 10)" + String(repeating: "*", count: $0) }
        .joined(separator: " "))
    let value = String(repeating: "x", count: 200_000)
    client("*3|$7|PUBLISH|$11|c0123456789|$200000|\(value)")
    #expect(!client.isConnected)
    #expect(engine.ownPushes.capacity < 4 << 20)
  }
}

extension String {
  /// How often `part` stands in it.
  fileprivate func occurrences(_ part: String) -> Int {
    var (count, rest) = (0, self[...])
    while let found = rest.firstRange(of: part) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
