import Configuration
import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Server

/// Who may connect, and what a client may not go beyond.
struct ConnectingTests {
  private func rig(_ adjust: (inout Configuration) -> Void = { _ in }) throws -> EngineRig {
    let rig = EngineRig(adjust: adjust)
    try rig.start()
    return rig
  }

  @Test(arguments: [
    ("127.0.0.1:1", true), ("127.9.8.7:1", true), ("[::1]:1", true), ("[::ffff:127.0.0.1]:1", true),
    ("[::2]:1", false), ("[::]:1", false), ("[::1:1]:1", false), ("[2001:db8::1]:1", false),
    ("[fe80::1]:1", false), ("[::ffff:10.0.0.1]:1", false), ("10.0.0.1:1", false),
    ("12.7.0.1:1", false), ("192.168.127.1:1", false), ("", false),
  ])
  func onlyLoopbackAddressesAreLocal(peer: String, isLocal: Bool) {
    #expect(ClientSocket.isLocal(peer: peer) == isLocal, "\(peer)")
  }

  @Test func protectedModeRefusesOtherMachinesUntilAPasswordIsSetP6() throws {
    let rig = try rig()
    let foreigner = rig.connectAnother(isUnix: false)
    #expect(EngineRig.input(foreigner).starts(with: "-DENIED this server is in protected".utf8))
    #expect(EngineRig.isClosed(foreigner))
    #expect(rig.call("CONFIG", "SET", "protected-mode", "no") == .ok)
    let welcome = rig.connectAnother(isUnix: false)
    #expect(rig.call(on: welcome, "PING")?.text == "PONG")
    #expect(rig.call("CONFIG", "SET", "protected-mode", "yes") == .ok)
    #expect(rig.call("CONFIG", "SET", "requirepass", "secret") == .ok)
    let caller = rig.connectAnother(isUnix: false)
    #expect(rig.call(on: caller, "PING") == .error("NOAUTH Authentication required."))
    #expect(rig.info("rejected_connections") == 1 || rig.info("rejected_connections") == nil)
    for socket in [foreigner, welcome, caller] { close(socket) }
  }

  @Test func theUnixSocketServesOnlyThePeersThatAreNamed() throws {
    let rig = EngineRig { try? $0.apply(name: "unixsocket-peers", arguments: ["user:4242"]) }
    rig.system.peer = { _ in PeerCredentials(user: 4243, groups: []) }
    try rig.start()
    let refused = rig.connectAnother()
    #expect(EngineRig.input(refused).starts(with: "-DENIED this socket does not serve".utf8))
    #expect(EngineRig.isClosed(refused))
    close(refused)
  }

  @Test func aPeerThatTheKernelDoesNotNameIsRefusedAndANamedOneServed() throws {
    let rig = EngineRig { try? $0.apply(name: "unixsocket-peers", arguments: ["user:4242"]) }
    let first = Atomic(true)
    rig.system.peer = { _ in
      first.exchange(false, ordering: .relaxed) ? PeerCredentials(user: 4242, groups: []) : nil
    }
    try rig.start()
    #expect(rig.call("PING")?.text == "PONG")
    let unknown = rig.connectAnother()
    #expect(EngineRig.input(unknown).starts(with: "-DENIED".utf8))
    close(unknown)
  }

  @Test func aRequestBeyondTheQueryBufferLimitCostsItsSender() throws {
    let rig = try rig {
      $0.maxMemoryBytes = 64 << 20
      $0.clientQueryLimitBytes = 2 << 20
    }
    let greedy = rig.connectAnother()
    EngineRig.write("*90\r\n", to: greedy)
    for sent in 1...34 {
      EngineRig.write("$60000\r\n" + String(repeating: "x", count: 60_000) + "\r\n", to: greedy)
      for _ in 0..<3 { rig.turn() }
      #expect(!EngineRig.isClosed(greedy), "after \(sent * 60_000) bytes")
    }
    for _ in 0..<2 {
      EngineRig.write("$60000\r\n" + String(repeating: "x", count: 60_000) + "\r\n", to: greedy)
      for _ in 0..<3 { rig.turn() }
    }
    #expect(EngineRig.isClosed(greedy))
    #expect(rig.info("client_query_buffer_limit_disconnections") == 1)
    close(greedy)
  }

  @Test func silenceBeyondTheTimeoutEndsAConnectionButNoListener() throws {
    let rig = try rig { $0.idleTimeoutMs = 5_000 }
    let (silent, listener) = (rig.connectAnother(), rig.connectAnother())
    #expect(rig.call(on: silent, "PING")?.text == "PONG")
    _ = rig.call(on: listener, "SUBSCRIBE", "news")
    for _ in 0..<4 {
      rig.pass(ms: 1_000)
      #expect(rig.call("PING")?.text == "PONG")
      #expect(!EngineRig.isClosed(silent))
    }
    rig.pass(ms: 1_000)
    #expect(rig.call("PING")?.text == "PONG")
    rig.pass(ms: 2_000)
    #expect(EngineRig.isClosed(silent))
    #expect(!EngineRig.isClosed(listener))
    #expect(rig.info("idle_clients_disconnected") == 1)
    for socket in [silent, listener] { close(socket) }
  }

  @Test func settingsThatContradictEachOtherAreRefusedWhileRunning() throws {
    let rig = try rig()
    let refusals = [
      ["default-ttl", "401d"], ["max-ttl", "1h"], ["max-value-size", "4mb"],
      ["client-output-buffer-limit", "normal 512kb 0 0"], ["maxdisk", "64mb"],
      ["policy", "a* max-ttl 1h default-ttl 2h"],
    ]
    for refusal in refusals {
      rig.send(["CONFIG", "SET"] + refusal)
      let reply = rig.reply()
      #expect(reply?.text?.hasPrefix("ERR CONFIG SET failed") == true, "\(refusal) \(reply as Any)")
    }
    #expect(
      rig.call("CONFIG", "GET", "default-ttl") == .array([.bulk("default-ttl"), .bulk("86400")]))
    #expect(rig.call("CONFIG", "SET", "max-ttl", "1h", "default-ttl", "30m") == .ok)
  }

  @Test func moreClientsThanThereAreDescriptorsForAreRefused() throws {
    let rig = EngineRig { $0.maxClients = 100 }
    rig.system.accommodate = { min($0, 136) }
    try rig.start()
    let refused = rig.call("CONFIG", "SET", "maxclients", "20000")
    #expect(
      refused?.text == "ERR CONFIG SET failed (possibly related to argument 'maxclients') - The "
        + "operating system is not able to handle the specified number of clients, try with 136")
    let expected = Reply.array([.bulk("maxclients"), .bulk("100")])
    #expect(rig.call("CONFIG", "GET", "maxclients") == expected)
    #expect(rig.call("CONFIG", "SET", "maxclients", "136") == .ok)
    #expect(rig.call("CONFIG", "SET", "timeout", "10") == .ok)
  }

  @Test func aConnectedClientFollowsANewMaxValueSize() throws {
    let rig = try rig()
    let value = String(repeating: "v", count: 100_000)
    #expect(rig.call("SET", "k", value) == .ok)
    #expect(rig.call("CONFIG", "SET", "max-value-size", "80kb") == .ok)
    #expect(rig.call("SET", "k", value)?.isError == true)
    #expect(rig.call("CONFIG", "SET", "max-value-size", "1mb") == .ok)
    #expect(rig.call("SET", "k", value) == .ok)
  }

  @Test func aByteOrderMarkInAnAclFileSaysNothing() throws {
    let path = "/tmp/acl-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let file = try #require(fopen(path, "w"))
    fputs("\u{FEFF}user app on >pw\n", file)
    fclose(file)
    defer { unlink(path) }
    #expect(try UserFile(path: path).read() == Array("user app on >pw\n".utf8))
  }

  @Test func usersCountInMemoryAndAreBounded() throws {
    let rig = try rig()
    let before = rig.info("used_memory") ?? 0
    var made = 0
    while rig.call("ACL", "SETUSER", "user-\(made)", "on", ">pw", "~a:*", "+get") == .ok {
      made += 1
      guard made < 3_000 else { break }
    }
    #expect((300..<3_000).contains(made), "\(made)")
    let refused = rig.call("ACL", "SETUSER", "another", "on")
    #expect(refused?.text?.contains("may take no more than 524288 bytes") == true)
    #expect(rig.call("ACL", "SETUSER", "user-1", "off") == .ok, "a change that needs no room")
    #expect(rig.call("ACL", "DELUSER", "user-2", "user-3") == .integer(2))
    #expect(rig.call("ACL", "SETUSER", "another", "on") == .ok)
    rig.pass(ms: 2_000)
    #expect((rig.info("used_memory") ?? 0) - before > 400_000)
  }
}
