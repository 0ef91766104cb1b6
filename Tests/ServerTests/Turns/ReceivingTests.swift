import Configuration
import Glibc
import Keyspace
import SeededRandom
import Testing

@testable import Server

/// What the clients that are ready have sent is received first and run then, in one turn.
@Suite struct ReceivingTests {
  private let rig = EngineRig { $0.maxMemoryBytes = 64 << 20 }

  init() throws { try rig.start() }

  @Test("A turn answers everybody who is ready", arguments: [2, 48, 49, 200])
  func everybodyIsAnswered(clients: Int) throws {
    let others = (0..<clients).map { _ in rig.connectAnother() }
    for (number, other) in others.enumerated() {
      EngineRig.send(["SET", "k\(number)", "v\(number)"], to: other)
    }
    rig.turn()
    for other in others { #expect(EngineRig.hasInput(other)) }
    for number in 0..<clients {
      #expect(rig.call("GET", "k\(number)") == .bulk("v\(number)"))
    }
  }

  @Test func whoIsKilledInTheSameTurnRunsNothingMore() throws {
    let victim = rig.connectAnother()
    let id = try #require(rig.engine?.clientReferences.keys.max())
    // Who was found ready comes first once more; a turn that finds nobody makes all equal.
    rig.turn()
    rig.send(["CLIENT", "KILL", "ID", "\(id)"])
    EngineRig.send(["SET", "k", "from beyond"], to: victim)
    #expect(rig.reply(turns: 1) == .integer(1))
    #expect(rig.call("EXISTS", "k") == .integer(0))
  }

  @Test func whatArrivesFromOtherQueuesComesAfterRequestsReceivedBefore() throws {
    #expect(rig.call("SET", "k", "v") == .ok)
    let engine = try #require(rig.engine)
    let other = rig.connectAnother()
    for _ in 0..<5 { rig.turn() }
    // All are ready in this order: a request, one that makes the first one's entry be looked up, and a
    // message that takes the entry away.
    rig.send(["GET", "k"])
    EngineRig.send(["GET", "k"], to: other)
    engine.inbox.post {
      let isNobodyWarmed = engine.warming.hasRoom(for: 48)
      #expect(isNobodyWarmed, "addresses of entries are kept")
      engine.keyspace.pointee.removeAll()
    }
    #expect(rig.reply(turns: 1) == .bulk("v"))
    #expect(EngineRig.hasInput(other))
    #expect(rig.call("GET", "k") == .null)
  }

  @Test("Requests of any size in pieces of any size are answered in order", arguments: 1...20)
  func eachGetsItsOwn(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var players = (0..<Int.random(in: 2...30, using: &random)).map { number in
      Peer(number: number, socket: rig.connectAnother(), &random)
    }
    var rounds = 0
    while players.contains(where: { !$0.isDone }) {
      for index in players.indices where Bool.random(using: &random) {
        players[index].sendSome(&random)
      }
      rig.turn()
      for index in players.indices { players[index].receive() }
      rounds += 1
      try #require(rounds < 20_000, "somebody waits in vain")
    }
    for player in players { #expect(player.received == player.expected) }
  }

  /// A client with keys of its own and requests whose replies are known before they are sent.
  private struct Peer {
    let socket: Int32
    private(set) var expected: [UInt8] = []
    private(set) var received: [UInt8] = []
    private var unsent: ArraySlice<UInt8> = []

    init(number: Int, socket: Int32, _ random: inout SeededGenerator) {
      self.socket = socket
      var values: [String: String] = [:]
      for request in 0..<Int.random(in: 1...60, using: &random) {
        let key = "\(number):\(Int.random(in: 0..<6, using: &random))"
        if Bool.random(using: &random) {
          let length = Int.random(in: 0...9, using: &random) == 0 ? 60_000 : 300
          let filler = String(repeating: "x", count: .random(in: 0...length, using: &random))
          values[key] = "\(request)\(filler)"
          send("SET", key, values[key] ?? "")
          expected += "+OK\r\n".utf8
        } else {
          send("GET", key)
          expected += (values[key].map { "$\($0.utf8.count)\r\n\($0)\r\n" } ?? "$-1\r\n").utf8
        }
      }
    }

    var isDone: Bool { unsent.isEmpty && received.count >= expected.count }

    private mutating func send(_ words: String...) {
      unsent += "*\(words.count)\r\n".utf8
      for word in words { unsent += "$\(word.utf8.count)\r\n\(word)\r\n".utf8 }
    }

    mutating func sendSome(_ random: inout SeededGenerator) {
      let most = Bool.random(using: &random) ? 40 : 50_000
      let piece = unsent.prefix(.random(in: 0...most, using: &random))
      let count = piece.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { unsent = unsent.dropFirst(count) }
    }

    mutating func receive() { received += EngineRig.input(socket) }
  }
}
