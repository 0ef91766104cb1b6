import Commands
import Configuration
import Dispatch
import Keyspace
import RESP
import Testing

@testable import Server

/// Who hears of what other clients do.
@Suite struct ObserverTests {
  private let rig = EngineRig { $0.maxMemoryBytes = 64 << 20 }

  init() throws { try rig.start() }

  @Test func keysReadInATransactionOrAScriptAreTracked() {
    let (reader, writer) = (WireClient(rig), WireClient(rig))
    let script =
      "if redis.call('get',KEYS[1]) == ARGV[1] then return redis.call('del',KEYS[1]) "
      + "else return 0 end"
    reader("HELLO 3|CLIENT TRACKING ON OPTIN")
    reader("CLIENT CACHING YES|MULTI|GET a|EVAL \"\(script)\" 1 b x|EXEC")
    reader("GET c")
    writer("MSET a 1 b 1 c 1")
    #expect(reader.receive() == ">2|$10|invalidate|*1|$1|a|>2|$10|invalidate|*1|$1|b|")
    #expect(
      reader("CLIENT CACHING YES|EVAL \"\(script)\" 1 b 1")
        == "+OK|:1|>2|$10|invalidate|*1|$1|b|", "its own change comes behind the reply")
  }

  @Test(arguments: ["FLUSHDB", "MULTI|FLUSHDB|EXEC"])
  func aFlushedDatabaseIsOnePushAndNoEvents(_ flush: String) throws {
    let (reader, listener, writer) = (WireClient(rig), WireClient(rig), WireClient(rig))
    let (watcher, bystander) = (WireClient(rig), WireClient(rig))
    let engine = try #require(rig.engine)
    // Without a way in no configuration is valid.
    engine.configuration.unixSocketPath = "unused"
    engine.queue.sync { _ = engine.changeSettings([("notify-keyspace-events", "KEA")]) }
    #expect(!engine.configuration.keyEvents.isEmpty)
    writer("SELECT 1|SET other 1|SELECT 0|MSET a 1 b 2 c 3")
    reader("HELLO 3|CLIENT TRACKING ON|GET a|GET b")
    listener("PSUBSCRIBE *")
    watcher("WATCH a|MULTI")
    bystander("SELECT 1|WATCH other|MULTI")
    writer(flush)
    #expect(reader.receive() == ">2|$10|invalidate|_|")
    #expect(listener.receive() == "")
    #expect(watcher("EXEC") == "*-1|")
    #expect(bystander("EXEC") == "*0|")
    writer("SET a 1")
    #expect(reader.receive() == "", "nothing is remembered any more")
    #expect(writer("SELECT 1|GET other") == "+OK|$1|1|")
  }

  @Test func aMessageToManyIsSentInSeveralTurns() throws {
    let engine = try #require(rig.engine)
    let listeners = (0..<200).map { _ in WireClient(rig) }
    for listener in listeners { listener("SUBSCRIBE news") }
    // No time at all, so that a turn does no more than it must.
    engine.queue.sync { engine.slicing.calibrate(ticksPerSecond: 1) }
    let sender = WireClient(rig)
    sender.send(Array("PUBLISH news hello\r\n".utf8))
    let waiting = engine.queue.sync { engine.flushQueue.count }
    #expect(waiting > 0 && waiting < 200)
    for _ in 0..<8 { rig.turn() }
    for listener in listeners { #expect(listener.receive().hasSuffix("$5|hello|")) }
    #expect(sender.receive() == ":200|")
  }

  @Test func aFlushThatTakesManyTurnsIsOnePush() {
    let (reader, cacher, writer) = (WireClient(rig), WireClient(rig), WireClient(rig))
    writer("SELECT 1|SET other 1|SELECT 0")
    for first in stride(from: 0, to: 40_000, by: 1000) {
      writer("MSET " + (first..<first + 1000).map { "k\($0) v" }.joined(separator: " "))
    }
    reader("HELLO 3|CLIENT TRACKING ON BCAST")
    cacher("HELLO 3|CLIENT TRACKING ON|GET k1")
    #expect(writer("FLUSHDB", turns: 100) == "+OK|")
    #expect(reader.receive() == ">2|$10|invalidate|_|")
    #expect(cacher.receive() == ">2|$10|invalidate|_|")
    writer("FLUSHDB")
    #expect(reader.receive() == ">2|$10|invalidate|_|", "of an empty one too, as in Redis")
  }

  @Test func aWalkThatIsLeftHalfwayHasToldOfWhatItRemoved() throws {
    let (reader, writer) = (WireClient(rig), WireClient(rig))
    writer("SELECT 1|SET other 1|SELECT 0")
    for first in stride(from: 0, to: 40_000, by: 1000) {
      writer("MSET " + (first..<first + 1000).map { "k\($0) v" }.joined(separator: " "))
    }
    reader("HELLO 3|CLIENT TRACKING ON BCAST")
    writer.send(Array("FLUSHDB\r\n".utf8))
    let engine = try #require(rig.engine)
    #expect(engine.keyspace.pointee.count > 1, "it takes more than one turn")
    engine.queue.sync { writer.client.map(engine.drop) }
    #expect(engine.keyspace.pointee.count < 40_001)
    #expect(reader.receive().hasPrefix(">2|$10|invalidate|_|"))
  }

  @Test func whatShortConnectionsHaveReadGoesAfterThem() throws {
    let engine = try #require(rig.engine)
    let stays = WireClient(rig)
    stays("HELLO 3|CLIENT TRACKING ON|GET kept")
    let keys = (0..<500).map { "key\($0)" }.joined(separator: " ")
    for _ in 0..<20 {
      let client = WireClient(rig)
      client("CLIENT TRACKING ON|MGET \(keys)")
      engine.queue.sync { client.client.map(engine.drop) }
    }
    #expect(engine.tracking.itemCount == 10_001)
    #expect(engine.accountedTrackingBytes == engine.tracking.byteCount)
    rig.pass(ms: 3000)
    #expect(engine.tracking.itemCount == 1 && engine.tracking.keyCount == 1)
    #expect(engine.accountedTrackingBytes == engine.tracking.byteCount)
  }

  @Test func whatIsTrackedIsBoundedAndTheOldestIsToldFirst() throws {
    let rig = EngineRig()
    try rig.start()
    let (reader, engine) = (WireClient(rig), try #require(rig.engine))
    reader("HELLO 3|CLIENT TRACKING ON")
    var told = ""
    for first in stride(from: 0, to: 4000, by: 500) {
      told += reader("MGET " + (first..<first + 500).map { "k\($0)" }.joined(separator: " "))
    }
    #expect(engine.tracking.byteCount <= engine.configuration.maxMemoryBytes / 16)
    #expect(engine.tracking.keyCount > 1000)
    #expect(told.contains(">2|$10|invalidate|*1|$2|k0|") && !told.contains("|$5|k3999|"))
  }

  @Test func whoTracksOtherwiseThanWhenItReadIsNotToldOfThatRead() {
    let (reader, writer, bystander) = (WireClient(rig), WireClient(rig), WireClient(rig))
    // Else nothing at all would be remembered when the reader ends its tracking.
    bystander("CLIENT TRACKING ON")
    reader("HELLO 3|CLIENT TRACKING ON|GET a")
    reader("CLIENT TRACKING OFF|CLIENT TRACKING ON BCAST PREFIX b")
    writer("SET a 1")
    #expect(reader.receive() == "")
    writer("SET b 1")
    #expect(reader.receive() == ">2|$10|invalidate|*1|$1|b|")
  }

  @Test func aMessageComesBehindAReplyThatIsOnItsWay() {
    let (reader, writer) = (WireClient(rig), WireClient(rig))
    let value = String(repeating: "x", count: 20_000)
    writer("*3|$3|SET|$1|k|$20000|\(value)")
    reader("HELLO 3|CLIENT TRACKING ON")
    reader.send(["MGET", "a"] + Array(repeating: "k", count: 99))
    writer("SET a 1")
    let received = reader.receive(turns: 60)
    #expect(received.hasPrefix("*100|_|$20000|"))
    #expect(received.hasSuffix("x|>2|$10|invalidate|*1|$1|a|"))
  }

  @Test func onlyReadsAreTracked() {
    let (reader, writer) = (WireClient(rig), WireClient(rig))
    reader("HELLO 3|CLIENT TRACKING ON|GETEX a|SET b 1|INCR c|GETDEL d")
    writer("MSET a 1 b 1 c 1 d 1")
    #expect(reader.receive() == "")
  }

  @Test func ownChangesAreNoNewsToWhoSaysSo() {
    let (reader, writer) = (WireClient(rig), WireClient(rig))
    reader("HELLO 3|CLIENT TRACKING ON NOLOOP|GET a")
    #expect(reader("SET a 1|GET a") == "+OK|$1|1|")
    writer("SET a 2")
    #expect(reader.receive() == ">2|$10|invalidate|*1|$1|a|")
    #expect(reader("FLUSHALL") == "+OK|>2|$10|invalidate|_|")
  }

  @Test func whatExpiresIsToldAtOnceToWhoAskedLast() {
    let (reader, writer) = (WireClient(rig), WireClient(rig))
    writer("SET k v PX 100")
    reader("HELLO 3|CLIENT TRACKING ON|GET k")
    rig.pass(ms: 400)
    #expect(reader.receive() == ">2|$10|invalidate|*1|$1|k|")
  }

  @Test func whoGetsTheMessagesMayGo() throws {
    let (reader, target, writer) = (WireClient(rig), WireClient(rig), WireClient(rig))
    target("SUBSCRIBE __redis__:invalidate")
    reader("HELLO 3|CLIENT TRACKING ON REDIRECT \(target.id)|GET a")
    writer("SET a 1")
    #expect(target.receive() == "*3|$7|message|$20|__redis__:invalidate|*1|$1|a|")
    #expect(reader.receive() == "")
    let engine = try #require(rig.engine)
    reader("GET a")
    engine.queue.sync { target.client.map(engine.drop) }
    writer("SET a 2")
    #expect(reader.receive() == ">2|$21|tracking-redir-broken|:\(target.id)|")
    #expect(reader("CLIENT TRACKINGINFO").contains("|$15|broken_redirect|"))
  }

  @Test func eventsGoWhereTheyAreWanted() throws {
    let (listener, writer) = (WireClient(rig), WireClient(rig))
    let engine = try #require(rig.engine)
    engine.configuration.unixSocketPath = "unused"
    listener("PSUBSCRIBE *")
    for (classes, messages) in [
      ("K$", "*4|$8|pmessage|$1|*|$16|__keyspace@0__:a|$3|set|"),
      ("E$", "*4|$8|pmessage|$1|*|$18|__keyevent@0__:set|$1|a|"), ("Kg", ""),
    ] {
      engine.queue.sync { _ = engine.changeSettings([("notify-keyspace-events", classes)]) }
      writer("SET a 1|GET nothing")
      #expect(listener.receive() == messages, "\(classes)")
    }
  }

  @Test func whoGoesLeavesNothingBehind() throws {
    let engine = try #require(rig.engine)
    let clients = ["WATCH k", "MONITOR", "SUBSCRIBE c", "PSUBSCRIBE *", "CLIENT TRACKING ON|GET k"]
      .map {
        let client = WireClient(rig)
        client($0)
        return client
      }
    #expect(engine.dispatcher.isObserved && engine.keyspace.pointee.signalsWanted)
    engine.queue.sync { for client in clients { client.client.map(engine.drop) } }
    #expect(engine.watches.isEmpty && engine.monitors.isEmpty && engine.tracking.isIdle)
    #expect(!engine.subscriptions.hasListeners && engine.tracking.byteCount == 0)
    #expect(!engine.dispatcher.isObserved && !engine.keyspace.pointee.signalsWanted)
  }

  @Test func aMonitorSeesOthersUnlessItWantsNoReplies() {
    let (monitor, silent, other) = (WireClient(rig), WireClient(rig), WireClient(rig))
    #expect(monitor("MONITOR|MONITOR") == "+OK|")
    #expect(silent("CLIENT REPLY OFF|MONITOR") == "")
    _ = monitor.receive()
    other("GET k")
    #expect(monitor.receive().hasSuffix("\"GET\" \"k\"|"))
    #expect(silent.receive() == "")
    let failure = "-ERR Replica can't interact with the keyspace|"
    #expect(monitor("GET k|SET k v|PUBLISH c m|PING") == failure + failure + failure + "+PONG|")
    #expect(monitor("RESET|GET k") == "+RESET|$-1|")
  }

  @Test func aTransactionCannotStartToListenForEver() {
    let client = WireClient(rig)
    #expect(
      client("MULTI|MONITOR|SSUBSCRIBE s|PING|EXEC")
        == "+OK|+QUEUED|+QUEUED|+QUEUED|*3|-ERR MONITOR isn't allowed for DENY BLOCKING client|"
        + "-ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client|+PONG|")
    #expect(rig.engine?.monitors.isEmpty == true)
    #expect(client("MULTI|SUBSCRIBE c|EXEC") == "+OK|+QUEUED|*1|*3|$9|subscribe|$1|c|:1|")
  }
}
