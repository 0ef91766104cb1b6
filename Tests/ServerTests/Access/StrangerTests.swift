import Configuration
import Dispatch
import Glibc
import Testing

@testable import Server

/// B5 for connections that have to log in and have not: they hold little, one by one and together, stay
/// for a minute, and cost nobody anything who has logged in.
struct StrangerTests {
  private let rig = EngineRig {
    $0.password = "secret"
    $0.maxClients = 40
  }

  init() throws {
    try rig.start()
    #expect(rig.call("AUTH", "secret") == .ok)
  }

  private var strangers: (count: Int, bytes: Int, most: Int) {
    guard let engine = rig.engine else { return (0, 0, 0) }
    return engine.queue.sync {
      let all = engine.clients.references.compactMap { engine.clients[$0] }
      let most = all.filter { $0.pointee.isStranger }.map { $0.pointee.bufferBytes }.max()
      return (engine.ranks.strangers.count, engine.ranks.strangerBytes, most ?? 0)
    }
  }

  private static let half =
    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$8000\r\n" + String(repeating: "x", count: 7_900)

  @Test(arguments: [
    half, "*1\r\n$" + String(repeating: "1", count: 5_000), String(repeating: "y", count: 2_048),
    String(repeating: "PING\r\n", count: 20_000), String(repeating: "a\r\n", count: 20_000),
    String(repeating: "AUTH x\r\n", count: 20_000),
    String(repeating: "HELLO 3\r\n", count: 20_000), String(repeating: "RESET\r\n", count: 20_000),
    String(repeating: "\r\n", count: 50_000),
    String(repeating: "a b c d e f g h i\r\n", count: 9_000),
    "*10\r\n"
      + String(repeating: "$900\r\n" + String(repeating: "z", count: 900) + "\r\n", count: 10),
  ])
  func aStrangerHolds16KilobytesAtMost(sent: String) {
    let stranger = rig.connectAnother()
    var rest = sent
    for _ in 0..<60 {
      EngineRig.write(String(rest.prefix(4_096)), to: stranger)
      rest = String(rest.dropFirst(4_096))
      rig.turn()
      #expect(strangers.most <= 16 << 10)
    }
    #expect(rig.call("PING")?.text == "PONG")
    close(stranger)
  }

  @Test func aLongPipelineOfAStrangerIsAnsweredWhole() {
    let stranger = rig.connectAnother()
    let refusal = "-NOAUTH Authentication required.\r\n"
    EngineRig.write(String(repeating: "PING\r\n", count: 3_000), to: stranger)
    var received = 0
    for _ in 0..<120 {
      rig.turn()
      received += EngineRig.input(stranger).count
    }
    #expect(received == 3_000 * refusal.utf8.count)
    close(stranger)
  }

  @Test func whoReadsNoRepliesIsDroppedInsteadOfHoldingThem() {
    let stranger = rig.connectAnother()
    var size: Int32 = 1
    setsockopt(stranger, SOL_SOCKET, SO_RCVBUF, &size, 4)
    for _ in 0..<4_000 {
      EngineRig.write(String(repeating: "a\r\n", count: 1_000), to: stranger)
      rig.turn()
      if strangers.count == 0 { break }
      #expect(strangers.most <= 16 << 10)
    }
    #expect(strangers.most <= 16 << 10)
    close(stranger)
  }

  @Test func allStrangersTogetherHaveASmallShareAndWhoHasLoggedInIsServed() {
    let rig = EngineRig {
      $0.password = "secret"
      $0.maxClients = 400
    }
    #expect(throws: Never.self) { try rig.start() }
    #expect(rig.call("AUTH", "secret") == .ok)
    let value = String(repeating: "v", count: 300_000)
    #expect(rig.call("SET", "k", value) == .ok)
    let sockets = (0..<90).map { _ in rig.connectAnother() }
    for _ in 0..<3 {
      for socket in sockets { EngineRig.write(String(Self.half.prefix(3_900)), to: socket) }
      rig.turn()
      #expect(rig.engine?.ranks.strangerBytes ?? .max <= (8 << 20) / 32)
      #expect(rig.call("GET", "k") == .bulk(value))
    }
    #expect(rig.info("unauthenticated_clients_disconnected") ?? 0 > 10)
    #expect(rig.info("evicted_clients") == 0)
    for socket in sockets { close(socket) }
  }

  @Test func whenTheBuffersOfAllAreTooLargeStrangersGoFirstThenTheGreediest() {
    let waiting = rig.connectAnother()
    let (small, large) = (rig.connectAnother(), rig.connectAnother())
    for member in [small, large] { #expect(rig.call(on: member, "AUTH", "secret") == .ok) }
    #expect(strangers.count == 1)
    EngineRig.write(
      "*2\r\n$3\r\nGET\r\n$1000000\r\n" + String(repeating: "x", count: 40_000), to: small)
    EngineRig.write("*90\r\n", to: large)
    for _ in 0..<60 {
      EngineRig.write("$60000\r\n" + String(repeating: "x", count: 60_000) + "\r\n", to: large)
      for _ in 0..<3 { rig.turn() }
    }
    #expect(EngineRig.isClosed(waiting), "the stranger")
    #expect(EngineRig.isClosed(large), "the greediest")
    #expect(!EngineRig.isClosed(small))
    #expect(rig.call("PING")?.text == "PONG")
    #expect(rig.info("evicted_clients") == 1)
    for socket in [waiting, small, large] { close(socket) }
  }

  @Test func whoIsExemptFromEvictionGoesLast() {
    let (exempt, other) = (rig.connectAnother(), rig.connectAnother())
    for member in [exempt, other] { #expect(rig.call(on: member, "AUTH", "secret") == .ok) }
    #expect(rig.call(on: exempt, "CLIENT", "NO-EVICT", "ON") == .ok)
    for member in [exempt, other] { EngineRig.write("*90\r\n", to: member) }
    let part = "$60000\r\n" + String(repeating: "x", count: 60_000) + "\r\n"
    for round in 0..<40 {
      EngineRig.write(part, to: exempt)
      if round < 5 { EngineRig.write(part, to: other) }
      for _ in 0..<3 { rig.turn() }
      if EngineRig.isClosed(other) { break }
    }
    #expect(EngineRig.isClosed(other) && !EngineRig.isClosed(exempt))
    for _ in 0..<40 {
      EngineRig.write(part, to: exempt)
      for _ in 0..<3 { rig.turn() }
    }
    #expect(EngineRig.isClosed(exempt), "the bound holds all the same")
    for socket in [exempt, other] { close(socket) }
  }

  @Test func whoSendsToManyAndIsTheGreediestGoesInsteadOfThem() {
    #expect(rig.call("SET", "k", String(repeating: "v", count: 300_000)) == .ok)
    let listeners = (0..<3).map { _ in rig.connectAnother() }
    for listener in listeners {
      #expect(rig.call(on: listener, "AUTH", "secret") == .ok)
      _ = rig.call(on: listener, "SUBSCRIBE", "news")
    }
    let sender = rig.connectAnother()
    #expect(rig.call(on: sender, "AUTH", "secret") == .ok)
    for _ in 0..<2 {
      EngineRig.write("GET k\r\n", to: sender)
      rig.turn()
    }
    EngineRig.write("*3\r\n$7\r\nPUBLISH\r\n$4\r\nnews\r\n$400000\r\n", to: sender)
    for _ in 0..<8 {
      EngineRig.write(String(repeating: "m", count: 50_000), to: sender)
      for _ in 0..<2 { rig.turn() }
    }
    // Who sends so much without taking a reply is heard all the same.
    EngineRig.write("\r\n*2\r\n$4\r\nECHO\r\n$900000\r\n", to: sender)
    for _ in 0..<6 {
      EngineRig.write(String(repeating: "e", count: 50_000), to: sender)
      for _ in 0..<2 { rig.turn() }
    }
    _ = EngineRig.input(sender)
    for listener in listeners {
      #expect(String(decoding: EngineRig.input(listener), as: UTF8.self).contains("mmm"))
      #expect(!EngineRig.isClosed(listener))
    }
    #expect(EngineRig.isClosed(sender))
    for socket in listeners + [sender] { close(socket) }
  }

  @Test func strangersDoNotKeepOthersOut() {
    let sockets = (0..<39).map { _ in rig.connectAnother() }
    #expect(strangers.count == 39)
    let late = rig.connectAnother()
    #expect(EngineRig.isClosed(sockets[0]), "the oldest makes place")
    #expect(!EngineRig.isClosed(sockets[1]))
    #expect(rig.call(on: late, "AUTH", "secret") == .ok)
    #expect(rig.call("PING")?.text == "PONG")
    for socket in sockets + [late] { close(socket) }
  }

  @Test func whereEverybodyHasLoggedInNobodyMakesPlace() {
    let members = (0..<39).map { _ in rig.connectAnother() }
    for member in members { #expect(rig.call(on: member, "AUTH", "secret") == .ok) }
    let late = rig.connectAnother()
    #expect(EngineRig.input(late).starts(with: "-ERR max number of clients reached".utf8))
    #expect(EngineRig.isClosed(late))
    for member in members { #expect(rig.call(on: member, "PING")?.text == "PONG") }
    for socket in members + [late] { close(socket) }
  }

  @Test func noMoreThanAQuarterOfAllClientsAreStrangersWhereThereAreMany() {
    let rig = EngineRig {
      $0.password = "secret"
      $0.maxClients = 800
    }
    #expect(throws: Never.self) { try rig.start() }
    let sockets = (0..<300).map { _ in rig.connectAnother() }
    #expect(rig.engine?.ranks.strangers.count == 200)
    for socket in sockets { close(socket) }
  }

  @Test func whoDoesNotLogInWithinAMinuteIsDroppedHoweverBusy() {
    let (talker, member) = (rig.connectAnother(), rig.connectAnother())
    #expect(rig.call(on: member, "AUTH", "secret") == .ok)
    for _ in 0..<58 {
      rig.pass(ms: 1_000)
      #expect(rig.call(on: talker, "PING") == .error("NOAUTH Authentication required."))
    }
    rig.pass(ms: 5_000)
    #expect(EngineRig.isClosed(talker))
    #expect(rig.call(on: member, "PING")?.text == "PONG")
    #expect(rig.info("unauthenticated_clients_disconnected") == 1)
    for socket in [talker, member] { close(socket) }
  }

  @Test func whoIsAStrangerFollowsFromPasswordsAndUsers() {
    let other = rig.connectAnother()
    #expect(strangers.count == 1)
    #expect(rig.call("CONFIG", "SET", "requirepass", "") == .ok)
    #expect(strangers.count == 0, "nobody needs to log in")
    #expect(rig.call(on: other, "PING")?.text == "PONG")
    #expect(rig.call("ACL", "SETUSER", "default", "off") == .ok)
    #expect(strangers.count == 1, "it never had logged in")
    #expect(rig.call("ACL", "SETUSER", "default", "on", "nopass") == .ok)
    #expect(rig.call(on: other, "RESET")?.text == "RESET")
    #expect(rig.call("CONFIG", "SET", "requirepass", "new") == .ok)
    #expect(strangers.count == 0, "who is in stays in")
    #expect(rig.call(on: other, "RESET")?.text == "RESET")
    #expect(strangers.count == 1, "and is out again")
    #expect(rig.call(on: other, "AUTH", "new") == .ok)
    #expect(strangers.count == 0)
    close(other)
  }
}
