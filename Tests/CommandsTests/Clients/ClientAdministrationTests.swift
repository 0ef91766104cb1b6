import AccessControl
import Commands
import RESP
import Testing

@Suite struct ClientAdministrationTests {
  private func bench() -> CommandBench {
    let bench = CommandBench()
    var facts = ConnectionFacts()
    for id in [Int64(7), 8, 9] {
      facts.address = "127.0.0.1:\(id)"
      facts.localAddress = "127.0.0.1:6379"
      facts.ageSeconds = id
      bench.services.fakePeers.others.append(
        Peer(
          session: Session(id: id, user: bench.services.users.defaultUser), facts: facts,
          version: .resp2))
    }
    return bench
  }

  @Test func filtersEndThoseWhoMeetAllOfThem() {
    let table: [(request: String, reply: String, ended: [Int64])] = [
      ("CLIENT KILL ID 8", ":1|", [8]),
      ("CLIENT KILL ID 88", ":0|", []),
      ("CLIENT KILL TYPE normal", ":2|", [8, 9]),
      ("CLIENT KILL TYPE pubsub", ":0|", []),
      ("CLIENT KILL ADDR 127.0.0.1:9", ":1|", [9]),
      ("CLIENT KILL ADDR 127.0.0.1:9 ID 8", ":0|", []),
      ("CLIENT KILL LADDR 127.0.0.1:6379 SKIPME yes", ":2|", [8, 9]),
      ("CLIENT KILL LADDR 127.0.0.1:6379 SKIPME no", ":3|<close>", [8, 9]),
      ("CLIENT KILL MAXAGE 9", ":1|", [9]),
      ("CLIENT KILL USER default", ":2|", [8, 9]),
      ("CLIENT KILL 127.0.0.1:8", "+OK|", [8]),
      ("CLIENT KILL 127.0.0.1:7", "+OK|<close>", []),
      ("CLIENT KILL 127.0.0.1:1", "-ERR No such client|", []),
      ("CLIENT KILL ID 0", "-ERR client-id should be greater than 0|", []),
      ("CLIENT KILL TYPE foo", "-ERR Unknown client type 'foo'|", []),
      ("CLIENT KILL USER nope", "-ERR No such user 'nope'|", []),
      ("CLIENT KILL ID 8 ADDR", "-ERR syntax error|", []),
      ("CLIENT KILL FOO bar", "-ERR syntax error|", []),
    ]
    for (request, reply, ended) in table {
      let bench = bench()
      #expect(bench(request) == reply, "\(request)")
      #expect(bench.services.fakePeers.disconnected.sorted() == ended, "\(request)")
    }
  }

  @Test func aListHasOneLineForEachClient() {
    let bench = bench()
    let all = bench("CLIENT LIST").split(separator: "\n").filter { $0.contains("id=") }
    #expect(all.count == 3)
    #expect(bench("CLIENT LIST ID 8 99").contains("id=8 addr=127.0.0.1:8 "))
    #expect(bench("CLIENT LIST TYPE pubsub") == "$0||")
    #expect(bench("CLIENT LIST TYPE foo") == "-ERR Unknown client type 'foo'|")
    #expect(bench("CLIENT LIST ID x") == "-ERR Invalid client ID|")
    #expect(bench("CLIENT LIST FOO") == "-ERR syntax error|")
  }

  /// So many that one turn does not do.
  private func crowd(_ bench: CommandBench, count: Int64 = 600) {
    for id in 100..<100 + count {
      var facts = ConnectionFacts()
      facts.address = "10.0.0.1:\(id)"
      bench.services.fakePeers.others.append(
        Peer(
          session: Session(id: id, user: bench.services.users.defaultUser), facts: facts,
          version: .resp2))
    }
  }

  private func numbers(_ list: String) -> [Int64] {
    list.split(whereSeparator: { "| \n".contains($0) }).compactMap {
      $0.hasPrefix("id=") ? Int64($0.dropFirst(3)) : nil
    }
  }

  @Test func aLongListGivesWayToOthers() {
    let bench = bench()
    crowd(bench)
    let all = [7, 8, 9] + Array(Int64(100)..<700)
    #expect(numbers(bench("CLIENT LIST")) == all)
    #expect(bench.takeWaits() == ["turn", "turn"])
    let named = all.reversed().map { "\($0)" }.joined(separator: " ")
    #expect(numbers(bench("CLIENT LIST ID \(named)")) == all.reversed())
    #expect(bench.takeWaits() == ["turn", "turn"])
    #expect(bench("CLIENT LIST ID \(named) x") == "-ERR Invalid client ID|")
    _ = bench.takeWaits()
    #expect(numbers(bench("CLIENT LIST TYPE normal")) == all)
    bench.whileWaiting = {
      bench.services.fakePeers.others.removeAll { $0.session.id == 8 || $0.session.id == 650 }
    }
    #expect(numbers(bench("CLIENT LIST")) == all.filter { $0 != 650 }, "who goes meanwhile")
    let walk = bench.session.pointee.clientWalk
    #expect(walk == nil)
  }

  @Test func killingManyGivesWayToOthers() {
    let bench = bench()
    crowd(bench)
    #expect(bench("CLIENT KILL SKIPME no TYPE normal") == ":603|<close>")
    #expect(bench.takeWaits() == ["turn", "turn"])
    #expect(bench.services.fakePeers.disconnected.count == 602)
    #expect(bench("CLIENT KILL 10.0.0.1:690") == "+OK|")
    #expect(bench.takeWaits() == ["turn", "turn"])
    #expect(bench.services.fakePeers.disconnected.last == 690)
    #expect(bench("CLIENT KILL 10.0.0.1:99") == "-ERR No such client|")
  }

  @Test func inATransactionAListIsWhole() {
    let bench = bench()
    crowd(bench)
    expect([("MULTI", "+OK|"), ("CLIENT LIST", "+QUEUED|")], on: bench)
    #expect(numbers(bench("EXEC")).count == 603)
    bench("MULTI")
    for _ in 0..<30 { bench("CLIENT LIST") }
    #expect(bench("EXEC").hasPrefix("-EXECABORT Transaction discarded because of: OOM"))
  }

  @Test func aListThatIsTooLongForARepliesBufferIsRefused() {
    let refusal = "-OOM the reply of this command does not fit into 'client-output-buffer-limit'.|"
    let bench = bench()
    crowd(bench)
    bench.services.keptBytesLeft = 100_000
    #expect(bench("CLIENT LIST") == refusal)
    bench.services.keptBytesLeft = .max
    bench.services.replyLimitBytes = 100_000
    #expect(bench("CLIENT LIST") == refusal)
    #expect(bench("CLIENT LIST ID 8 9 9").contains("id=9"))
    let walk = bench.session.pointee.clientWalk
    #expect(walk == nil)
  }

  @Test func aPauseIsHandedOnWithItsEnd() {
    let bench = bench()
    expect(
      [
        ("CLIENT PAUSE 100 WRITE", "+OK|"), ("CLIENT UNPAUSE", "+OK|"),
        ("CLIENT PAUSE x", "-ERR timeout is not an integer or out of range|"),
        ("CLIENT PAUSE -1", "-ERR timeout is negative|"),
        ("CLIENT PAUSE 9223372036854775807", "-ERR timeout is out of range|"),
        ("CLIENT PAUSE 1 FOO", "-ERR CLIENT PAUSE mode must be WRITE or ALL|"),
        ("CLIENT UNBLOCK 8", ":0|"),
        ("CLIENT UNBLOCK 8 FOO", "-ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR|"),
      ], on: bench)
    #expect(bench.services.fakePeers.pauses.map(\.untilMs) == [epochMs + 100])
    #expect(bench.services.fakePeers.unpauses == 1)
  }

  @Test func aMonitorSeesNamesAndKeysButNoValues() {
    let table = [
      ("SET token secret EX 10", "\"SET\" \"token\" \"(redacted)\" \"(redacted)\" \"(redacted)\""),
      ("MSET a 1 b 2", "\"MSET\" \"a\" \"(redacted)\" \"b\" \"(redacted)\""),
      ("AUTH secret", "\"AUTH\" \"(redacted)\""),
      (
        "HELLO 3 AUTH u secret",
        "\"HELLO\" \"(redacted)\" \"(redacted)\" \"(redacted)\" \"(redacted)\""
      ),
      ("GET \"a\\r\\n\\xff\\\"\"", "\"GET\" \"a\\r\\n\\xff\\\"\""),
    ]
    let bench = bench()
    for (request, shown) in table {
      #expect(
        line(request, bench.table) == "+1700000000.042000 [3 here] \(shown)\r\n", "\(request)")
    }
  }

  private func line(_ request: String, _ table: CommandTable) -> String? {
    var parser = RequestParser(limits: ParserLimits())
    return Array((request + "\r\n").utf8).withUnsafeBytes { bytes in
      _ = parser.parse(bytes)
      let arguments = parser.arguments(in: bytes)
      guard let number = table.find(arguments[0]) else { return nil }
      var reply = ReplyBuffer()
      MonitorLine.write(
        table.commands[number], arguments, database: 3, address: "here", nowMs: epochMs + 42,
        to: &reply)
      return String(decoding: reply.bytes, as: UTF8.self)
    }
  }
}
