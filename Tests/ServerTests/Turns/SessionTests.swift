import Commands
import Configuration
import Dispatch
import Keyspace
import RESP
import Testing

@testable import Server

/// What becomes of a client's session when its requests go wrong.
@Suite struct SessionTests {
  private let rig = EngineRig { $0.maxMemoryBytes = 64 << 20 }

  init() throws { try rig.start() }

  @Test(arguments: ["CLIENT REPLY OFF", "CLIENT REPLY SKIP", "CLIENT REPLY OFF|CLIENT REPLY SKIP"])
  func aWebRequestEndsTheConnectionWhateverIsUnanswered(_ mode: String) {
    for line in ["POST / HTTP/1.1", "Host: x", "PING|POST / HTTP/1.1", "MULTI|POST / HTTP/1.1"] {
      let client = WireClient(rig)
      #expect(client("PING|\(mode)|\(line)") == "", "\(line)")
      #expect(!client.isConnected)
    }
    #expect(rig.call("PING") == .status("PONG"))
  }

  @Test(arguments: [
    ("PING|CLIENT REPLY OFF|*1|+x", "+PONG|"), ("PING|CLIENT REPLY SKIP|*1|+x", "+PONG|"),
    ("CLIENT REPLY SKIP|PING|*1|+x", "-ERR Protocol error: expected '$', got '+'|"),
    ("*1|+x", "-ERR Protocol error: expected '$', got '+'|"), ("CLIENT REPLY OFF|*x", ""),
  ])
  func protocolErrorsAreRepliesThatAClientMayNotWant(_ lines: String, _ reply: String) {
    let client = WireClient(rig)
    #expect(client(lines) == reply)
    #expect(!client.isConnected)
  }

  private var oversized: String { String(repeating: "x", count: 1_100_000) }
  private let tooLong = "-ERR value of 1100000 bytes exceeds max-value-size (1048576 bytes)|"

  @Test func aRequestThatIsTooLargeIsOneRequestForClientReply() {
    let client = WireClient(rig)
    let request = "*3|$3|SET|$1|k|$1100000|\(oversized)"
    #expect(client("CLIENT REPLY SKIP|\(request)|PING") == "+PONG|")
    #expect(client("CLIENT REPLY OFF|\(request)|CLIENT REPLY ON|PING") == "+OK|+PONG|")
    #expect(client("\(request)|PING") == "\(tooLong)+PONG|")
    #expect(client("CLIENT REPLY SKIP||PING") == "+PONG|", "an empty line is one as well")
  }

  @Test func aRequestThatIsTooLargeMakesTheTransactionFail() {
    let client = WireClient(rig)
    let request = "*3|$3|SET|$1|k|$1100000|\(oversized)"
    #expect(
      client("MULTI|SET a 1|\(request)|EXEC|EXISTS a")
        == "+OK|+QUEUED|\(tooLong)-EXECABORT Transaction discarded because of previous errors.|:0|")
  }

  @Test func theCachingFlagEndsWithWhateverComesNext() {
    let client = WireClient(rig)
    client("CLIENT TRACKING ON OPTIN|CLIENT CACHING YES")
    #expect(client.client?.pointee.session.tracking?.isNextSelected == true)
    client("*3|$3|SET|$1|k|$1100000|\(oversized)")
    #expect(client.client?.pointee.session.tracking?.isNextSelected == false)
    client("CLIENT CACHING YES|")
    #expect(client.client?.pointee.session.tracking?.isNextSelected == false)
  }

  // MARK: Requests that fail while they wait

  /// Lets the request that the client has sent fail as if its keys could not be fetched.
  private func failWaiting(_ client: WireClient) throws {
    let engine = try #require(rig.engine)
    engine.queue.sync {
      client.client?.pointee.waited.failure = "OOM too large"
      client.client.map { engine.wake([$0.pointee.reference]) }
    }
  }

  /// A client whose next request waits.
  private func paused() -> WireClient {
    let client = WireClient(rig)
    rig.send(["CLIENT", "PAUSE", "100000"])
    #expect(rig.reply() == .ok)
    return client
  }

  @Test func aRequestThatFailsLeavesTheWatchesAlone() throws {
    let client = WireClient(rig)
    client("WATCH k")
    _ = rig.call("CLIENT", "PAUSE", "100000")
    client("MGET a b")
    try failWaiting(client)
    #expect(client.receive() == "-OOM too large|")
    let engine = try #require(rig.engine)
    engine.queue.sync { engine.unpause() }
    let other = WireClient(rig)
    other("SET k changed")
    #expect(client("MULTI|SET k mine|EXEC") == "+OK|+QUEUED|*-1|")
    #expect(other("GET k") == "$7|changed|")
  }

  @Test func anExecThatFailsEndsItsTransactionAndItsWatches() throws {
    let client = WireClient(rig)
    client("WATCH k|MULTI|SET k mine")
    _ = rig.call("CLIENT", "PAUSE", "100000")
    client("EXEC")
    try failWaiting(client)
    #expect(client.receive() == "-OOM too large|")
    let engine = try #require(rig.engine)
    engine.queue.sync { engine.unpause() }
    #expect(engine.watches.isEmpty)
    #expect(client("EXEC") == "-ERR EXEC without MULTI|")
  }

  @Test func aRequestThatFailsIsOneRequestForClientReply() throws {
    for (mode, reply) in [("SKIP", "+PONG|"), ("OFF", "")] {
      let client = WireClient(rig)
      client("CLIENT REPLY \(mode)")
      _ = rig.call("CLIENT", "PAUSE", "100000")
      client("MGET a b")
      try failWaiting(client)
      #expect(client.receive() == "", "\(mode)")
      let engine = try #require(rig.engine)
      engine.queue.sync { engine.unpause() }
      #expect(client("PING") == reply, "\(mode)")
    }
  }

  // MARK: Databases

  @Test func onlyTheDatabasesThereAreCanBeChosen() throws {
    let few = EngineRig { $0.databaseCount = 4 }
    try few.start()
    let client = WireClient(few)
    let failure = "-ERR DB index is out of range|"
    #expect(client("SELECT 3|SELECT 4|SELECT 15") == "+OK|\(failure)\(failure)")
    #expect(
      client("SET k v|MOVE k 4|COPY k l DB 4|SWAPDB 0 4|SWAPDB 4 0") == "+OK|"
        + String(repeating: failure, count: 4))
    #expect(
      client("MULTI|SELECT 4|SWAPDB 3 4|EXEC") == "+OK|+QUEUED|+QUEUED|*2|\(failure)\(failure)")
    #expect(
      client("MOVE k 2|SWAPDB 2 3|GET k|CONFIG GET databases")
        == ":1|+OK|$1|v|*2|$9|databases|$1|4|")
  }
}
