import AccessControl
import Commands
import RESP
import Testing

/// What a client is told that may not do something, in Redis' order of checks.
@Suite struct PermissionTests {
  private func bench(_ rules: String, password: String = "nopass") -> CommandBench {
    let bench = CommandBench()
    #expect(bench("ACL SETUSER u on \(password) \(rules)") == "+OK|")
    #expect(bench("AUTH u pw") == "+OK|")
    return bench
  }

  private let key = "-NOPERM No permissions to access a key|"
  private let channel = "-NOPERM No permissions to access a channel|"

  private func command(_ name: String) -> String {
    "-NOPERM User u has no permissions to run the '\(name)' command|"
  }

  @Test("P3: what may not be done is refused, and nothing else")
  func refusals() {
    expect(
      [
        ("GET z", key), ("GET k:1", "$-1|"), ("SET r:1 a", key), ("SET w:1 b", "+OK|"),
        ("SET w:1 b GET", key), ("GET w:1", key), ("MGET k:1 z", key), ("DEL k:1 r:1", key),
        ("CONFIG SET a b", command("config|set")), ("CONFIG GET port", "*2|$4|port|$4|6379|"),
        ("CLIENT LIST", command("client|list")), ("CLIENT ID", ":7|"),
        ("PUBLISH z x", channel), ("PUBLISH ch x", ":0|"), ("SUBSCRIBE ch z", channel),
        ("PSUBSCRIBE ch1", channel), ("SSUBSCRIBE z", channel),
        ("UNSUBSCRIBE z", "*3|$11|unsubscribe|$1|z|:0|"),
        // What does not exist, and how many arguments it takes, is told before.
        ("FOO", "-ERR unknown command 'FOO', with args beginning with: |"),
        ("CONFIG FOO", "-ERR unknown subcommand 'FOO'. Try CONFIG HELP.|"),
        ("GET", "-ERR wrong number of arguments for 'get' command|"),
        // Nobody can be kept from saying who they are.
        ("AUTH u x", "+OK|"), ("ACL WHOAMI", "$1|u|"), ("RESET", "+RESET|"),
        ("ACL WHOAMI", "$7|default|"), ("GET z", "$-1|"),
      ],
      on: bench("~k:* %R~r:* %W~w:* &ch* +@all -config +config|get -client|list"))
  }

  @Test func fullUsersAreNotAskedAndOthersChangeAtOnce() {
    let bench = bench("+@all ~* &*")
    #expect(bench.session.pointee.isUnrestricted)
    expect(
      [
        ("GET z", "$-1|"), ("ACL SETUSER u -get", "+OK|"), ("GET z", command("get")),
        ("ACL SETUSER u +get resetkeys", "+OK|"), ("GET z", key),
        ("ACL SETUSER u allkeys off", "+OK|"), ("GET z", "$-1|"),
        ("AUTH u pw", "-WRONGPASS invalid username-password pair or user is disabled.|"),
        ("GET z", "$-1|"),
      ], on: bench)
    #expect(bench.session.pointee.isUnrestricted, "who is logged in stays so")
  }

  @Test func whoMayRunEverythingOnAllKeysIsAskedAboutChannelsOnly() {
    let bench = bench("+@all ~* &c")
    #expect(!bench.session.pointee.isUnrestricted)
    expect(
      [
        ("GET z", "$-1|"), ("PUBLISH z m", channel), ("PUBLISH c m", ":0|"),
        ("SUBSCRIBE z", channel), ("MULTI", "+OK|"), ("PUBLISH z m", channel),
      ], on: bench)
  }

  @Test func refusalsComeBeforeThoseOfTheStore() {
    let bench = bench("+set ~a")
    bench.services.writeRefusal = "MISCONF full"
    expect(
      [
        ("SET b v", key), ("SET a v", "-MISCONF full|"), ("DEL a", command("del")),
      ], on: bench)
  }

  @Test func transactionsCheckWhenQueueingAndWhenRunning() {
    let bench = bench("+@all ~a &c")
    let changed =
      "-NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC "
      + "call. This command is no longer allowed for the following reason: "
    let discarded = "-EXECABORT Transaction discarded because of previous errors.|"
    expect(
      [
        ("MULTI", "+OK|"), ("GET z", key), ("EXEC", discarded), ("MULTI", "+OK|"),
        ("WATCH z", key), ("EXEC", discarded), ("MULTI", "+OK|"), ("SUBSCRIBE z", channel),
        ("DISCARD", "+OK|"), ("MULTI", "+OK|"), ("GET a", "+QUEUED|"), ("SET a v", "+QUEUED|"),
        ("PUBLISH c m", "+QUEUED|"), ("PING", "+QUEUED|"),
      ], on: bench)
    let users = bench.services.users
    _ = try? users.change(Array("u".utf8), words("-get resetkeys resetchannels"))
    bench.session.pointee.refreshRights()
    expect(
      [
        (
          "EXEC",
          "*4|\(changed)no permission to execute the command or subcommand|"
            + "\(changed)no permission to touch the specified keys|"
            + "\(changed)no permission to access one of the channels used as arguments to the "
            + "command or the key|+PONG|"
        ), ("EXISTS a", key),
      ], on: bench)
    let logged = users.log.entries.map {
      "\($0.context) \(String(decoding: $0.object, as: UTF8.self))"
    }
    #expect(logged.prefix(4) == ["toplevel a", "multi c", "multi a", "multi get"])
  }

  private func words(_ line: String) -> [[UInt8]] {
    line.split(separator: " ").map { Array($0.utf8) }
  }

  @Test func scriptsMayDoWhatTheirUserMay() {
    let script = "'return redis.call(\"set\", KEYS[1], ARGV[1], \"NX\", \"PX\", ARGV[2])'"
    expect(
      [
        ("EVAL \(script) 1 a v 100", "+OK|"), ("EVAL \(script) 1 b v 100", key),
      ], on: bench("+eval +set ~a"))
    expect(
      [
        (
          "EVAL \(script) 1 a v 100",
          "-NOPERM ACL failure in script: User u has no permissions to run the 'set' command|"
        ), ("EXISTS a", ":0|"),
      ], on: bench("+eval +exists ~a"))
    let reader = bench("(+eval ~a) (+set ~b)")
    expect(
      [
        (
          "EVAL \(script) 1 a v 100",
          "-NOPERM ACL failure in script: No permissions to access a key|"
        )
      ], on: reader)
    #expect(reader.services.users.log.entries.first?.context == .lua)
  }

  @Test func removedUsersAreDisconnectedAfterTheirReply() {
    let bench = bench("+@all ~*")
    expect([("ACL DELUSER u", ":1|<close>")], on: bench)
  }

  @Test func whoListensToWhatItMayNotAnyMoreIsDisconnected() {
    let bench = bench("+@all &a* &p*")
    bench("HELLO 3")
    bench("SUBSCRIBE a1")
    bench("PSUBSCRIBE p*")
    expect(
      [
        ("ACL SETUSER u &b", "+OK|"), ("ACL SETUSER u resetchannels &a1 &p*", "+OK|"),
        ("ACL SETUSER u resetchannels &a1 &*", "+OK|"),
      ], on: bench)
    #expect(bench("ACL SETUSER u resetchannels &a1 &p") == "+OK|<close>", "patterns are literal")
  }

  @Test func otherClientsOfTheUserAreMeant() throws {
    let bench = CommandBench()
    bench("ACL SETUSER u on nopass +@all ~*")
    let users = bench.services.users
    let user = try #require(users.sorted.first { $0.displayName == "u" })
    for (id, who) in [(Int64(8), user), (9, users.defaultUser)] {
      let session = Session(id: id, user: who)
      bench.services.fakePeers.others.append(
        Peer(session: session, facts: ConnectionFacts(), version: .resp2))
    }
    #expect(bench("CLIENT LIST").contains(" user=u "))
    expect(
      [("CLIENT KILL USER u", ":1|"), ("CLIENT KILL USER v", "-ERR No such user 'v'|")], on: bench)
    #expect(bench.services.fakePeers.disconnected == [8])
    bench.services.fakePeers.disconnected = []
    expect([("ACL DELUSER u", ":1|")], on: bench)
    #expect(bench.services.fakePeers.disconnected == [8])
  }

  @Test func whoHasNotLoggedInMayDoWhatTheDefaultUserMayOnceNobodyMust() {
    let bench = CommandBench()
    bench.services.users.setDefaultPassword("secret")
    bench.reconnect()
    expect([("PING", "-NOAUTH Authentication required.|")], on: bench)
    bench.services.users.setDefaultPassword("")
    expect([("PING", "+PONG|"), ("GET k", "$-1|")], on: bench)
    bench.services.users.setDefaultPassword("other")
    expect(
      [
        ("MULTI", "-NOAUTH Authentication required.|"), ("AUTH other", "+OK|"), ("PING", "+PONG|"),
      ], on: bench)
    #expect(bench.services.fakePeers.authentications == [true])
    expect([("RESET", "+RESET|"), ("PING", "-NOAUTH Authentication required.|")], on: bench)
    #expect(bench.services.fakePeers.authentications == [true, false])
  }
}
