import Configuration
import Dispatch
import Glibc
import Testing

@testable import Server

/// Guessing a password takes its time on each connection, and nobody else's.
struct FailedLoginTests {
  private let rig = EngineRig { $0.password = "secret" }
  private let guesser: Int32

  init() throws {
    try rig.start()
    #expect(rig.call("AUTH", "secret") == .ok)
    guesser = rig.connectAnother()
  }

  private static let wrong = Reply.error(
    "WRONGPASS invalid username-password pair or user is disabled.")

  @Test func fromTheThirdFailureOnTheNextRequestWaitsHalfASecond() {
    for _ in 0..<3 { #expect(rig.call(on: guesser, "AUTH", "x") == Self.wrong) }
    #expect(rig.call(on: guesser, "AUTH", "secret") == nil)
    rig.clock.pass(ms: 400)
    for _ in 0..<4 { rig.turn() }
    #expect(!EngineRig.hasInput(guesser))
    #expect(rig.call("PING")?.text == "PONG", "others are served")
    rig.clock.pass(ms: 101)
    for _ in 0..<4 { rig.turn() }
    #expect(EngineRig.input(guesser) == Array("+OK\r\n".utf8))
    #expect(rig.call(on: guesser, "PING")?.text == "PONG", "it is let in as ever")
    #expect(rig.info("acl_access_denied_auth") == 3)
    close(guesser)
  }

  @Test(arguments: ["AUTH x\r\n", "HELLO 3 AUTH default x\r\n", "AUTH default x\r\nRESET\r\n"])
  func aPipelineOfGuessesIsAsSlow(guess: String) {
    EngineRig.write(String(repeating: guess, count: 100), to: guesser)
    rig.pass(ms: 10_000)
    let failures = rig.info("acl_access_denied_auth") ?? 0
    // Turns come every 200 ms here.
    #expect((15...20).contains(failures), "\(failures) guesses in ten seconds")
    #expect(!EngineRig.isClosed(guesser))
    close(guesser)
  }

  @Test func aTransactionIsNoWayAround() {
    #expect(rig.call("CONFIG", "SET", "requirepass", "") == .ok)
    #expect(rig.call("ACL", "SETUSER", "admin", "on", ">secret", "+@all", "~*") == .ok)
    let client = rig.connectAnother()
    EngineRig.write("MULTI\r\n", to: client)
    EngineRig.write(String(repeating: "AUTH admin x\r\n", count: 50), to: client)
    EngineRig.write("EXEC\r\n", to: client)
    for _ in 0..<6 { rig.turn() }
    let told = String(decoding: EngineRig.input(client), as: UTF8.self)
    #expect(told.split(separator: "\r\n").count { $0.hasPrefix("-ERR too many failed") } == 47)
    #expect(rig.info("acl_access_denied_auth") == 3)
    for socket in [client, guesser] { close(socket) }
  }

  @Test func aSuccessBetweenFailuresForgivesNothing() {
    #expect(rig.call("ACL", "SETUSER", "mine", "on", ">mine", "+@all", "~*") == .ok)
    for _ in 0..<2 {
      #expect(rig.call(on: guesser, "AUTH", "x") == Self.wrong)
      #expect(rig.call(on: guesser, "AUTH", "mine", "mine") == .ok)
    }
    #expect(rig.call(on: guesser, "AUTH", "x") == Self.wrong)
    #expect(rig.call(on: guesser, "PING") == nil)
    rig.pass(ms: 600)
    #expect(EngineRig.hasInput(guesser))
    close(guesser)
  }

  @Test func aClockThatIsSetBackKeepsNobodyWaiting() {
    for _ in 0..<3 { #expect(rig.call(on: guesser, "AUTH", "x") == Self.wrong) }
    rig.clock.step(ms: -3_600_000)
    #expect(rig.call(on: guesser, "PING") == .error("NOAUTH Authentication required."))
    close(guesser)
  }

  @Test func whoHangsUpMeanwhileIsForgotten() {
    for _ in 0..<3 { #expect(rig.call(on: guesser, "AUTH", "x") == Self.wrong) }
    close(guesser)
    rig.pass(ms: 1_000)
    #expect(rig.info("connected_clients") == 1)
    #expect(rig.engine?.heldClients.isEmpty == true)
  }
}
