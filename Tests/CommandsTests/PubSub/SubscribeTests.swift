import Commands
import Testing

@Suite struct SubscribeTests {
  @Test func eachNameIsConfirmedWithTheNumberOfSubscriptions() {
    expect([
      (
        "SUBSCRIBE a b a",
        "*3|$9|subscribe|$1|a|:1|*3|$9|subscribe|$1|b|:2|*3|$9|subscribe|$1|a|:2|"
      ),
      ("PSUBSCRIBE x*", "*3|$10|psubscribe|$2|x*|:3|"),
      ("SSUBSCRIBE s", "*3|$10|ssubscribe|$1|s|:1|"),
      ("UNSUBSCRIBE a q", "*3|$11|unsubscribe|$1|a|:2|*3|$11|unsubscribe|$1|q|:2|"),
      ("PUNSUBSCRIBE", "*3|$12|punsubscribe|$2|x*|:1|"),
      ("SUNSUBSCRIBE", "*3|$12|sunsubscribe|$1|s|:0|"),
      ("SUNSUBSCRIBE", "*3|$12|sunsubscribe|$-1|:0|"),
    ])
  }

  @Test(arguments: ["", "P", "S"]) func manyNamesTakeSeveralTurns(kind: String) {
    let bench = CommandBench()
    let names = (0..<(kind == "P" ? 1_000 : 2_500)).map { "n\($0)" }
    let confirmed = bench("\(kind)SUBSCRIBE " + names.joined(separator: " "))
    #expect(confirmed.hasSuffix("$\(names.last!.count)|\(names.last!)|:\(names.count)|"))
    #expect(bench.takeWaits().count == (kind == "P" ? 0 : 2))
    let ended = bench("\(kind)UNSUBSCRIBE")
    #expect(ended.split(separator: "|").filter { $0 == "*3" }.count == names.count)
    #expect(ended.hasSuffix("|:0|"))
    #expect(bench.takeWaits().count == (kind == "P" ? 0 : 2))
  }

  @Test func namesThatAreGivenUpTakeSeveralTurnsToo() {
    let bench = CommandBench()
    let names = (0..<2_500).map { "n\($0)" }.joined(separator: " ")
    _ = bench("SUBSCRIBE kept " + names)
    _ = bench.takeWaits()
    #expect(bench("UNSUBSCRIBE " + names).hasSuffix("|:1|"))
    #expect(bench.takeWaits() == ["more", "more"])
  }

  @Test func aListenerInRESP2MayOnlyListen() {
    let refusal =
      "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are "
      + "allowed in this context|"
    expect([
      ("SUBSCRIBE a", "*3|$9|subscribe|$1|a|:1|"),
      ("GET k", refusal),
      ("PING", "*2|$4|pong|$0||"),
      ("PING hi", "*2|$4|pong|$2|hi|"),
      ("UNSUBSCRIBE a", "*3|$11|unsubscribe|$1|a|:0|"),
      ("GET k", "$-1|"),
      ("PING", "+PONG|"),
    ])
  }

  @Test func aListenerInRESP3MayDoAnything() {
    let bench = CommandBench()
    _ = bench("HELLO 3")
    expect(
      [
        ("SUBSCRIBE a", ">3|$9|subscribe|$1|a|:1|"), ("SET k v", "+OK|"), ("GET k", "$1|v|"),
        ("PING", "+PONG|"),
      ], on: bench)
  }

  @Test func aMessageGoesToEveryListenerAndEveryMatchingPattern() {
    let bench = CommandBench()
    let peers = bench.services.fakePeers
    _ = bench("SUBSCRIBE news")
    _ = bench("PSUBSCRIBE n* x?")
    _ = bench("RESET")
    #expect(bench("PUBLISH news hi") == ":0|", "RESET ends every subscription")
    _ = bench("HELLO 3")
    _ = bench("SUBSCRIBE news")
    _ = bench("PSUBSCRIBE n* x?")
    #expect(bench("PUBLISH news hi") == ":2|")
    let texts = [
      "7 *3|$7|message|$4|news|$2|hi|", "7 *4|$8|pmessage|$2|n*|$4|news|$2|hi|",
    ]
    #expect(peers.takeSent() == texts)
    #expect(bench("PUBLISH old hi") == ":0|")
    #expect(bench("SPUBLISH news hi") == ":0|", "shard channels stand apart")
    #expect(peers.takeSent().isEmpty)
  }

  @Test func theTableTellsWhoListens() {
    let bench = CommandBench()
    _ = bench("HELLO 3")
    _ = bench("SUBSCRIBE one")
    _ = bench("SSUBSCRIBE two")
    _ = bench("PSUBSCRIBE a* b*")
    expect(
      [
        ("PUBSUB CHANNELS", "*1|$3|one|"), ("PUBSUB CHANNELS t*", "*0|"),
        ("PUBSUB NUMSUB one two", "*4|$3|one|:1|$3|two|:0|"), ("PUBSUB NUMPAT", ":2|"),
        ("PUBSUB SHARDCHANNELS", "*1|$3|two|"), ("PUBSUB SHARDNUMSUB two", "*2|$3|two|:1|"),
        (
          "PUBSUB CHANNELS a b",
          "-ERR unknown subcommand or wrong number of arguments for 'channels'. Try PUBSUB HELP.|"
        ),
        (
          "PUBSUB CHANNELS \(String(repeating: "p", count: 1025))",
          "-ERR pattern exceeds 1024 bytes|"
        ),
        ("PUBSUB FOO", "-ERR unknown subcommand 'FOO'. Try PUBSUB HELP.|"),
      ], on: bench)
  }

  @Test func aStarDoesNotMatchTheEmptyChannel() {
    let bench = CommandBench()
    _ = bench("HELLO 3")
    expect(
      [
        ("SUBSCRIBE ''", ">3|$9|subscribe|$0||:1|"), ("PUBSUB CHANNELS", "*1|$0||"),
        ("PUBSUB CHANNELS *", "*0|"), ("PUBSUB CHANNELS ''", "*1|$0||"),
      ], on: bench)
  }

  @Test func subscriptionsCountTowardsTheClientsMemory() {
    let bench = CommandBench()
    _ = bench("SUBSCRIBE a b")
    #expect(bench.session.pointee.subscriptions.byteCount > 0)
    _ = bench("UNSUBSCRIBE")
    #expect(bench.session.pointee.subscriptions.byteCount == 0)
  }

  @Test func aSubscriptionThatDoesNotFitIsRefusedAndTheOthersStay() {
    let refusal =
      "-OOM the subscriptions do not fit into the memory that 'maxmemory' leaves for them.|"
    let bench = CommandBench(memoryLimit: 1 << 20)
    let name = String(repeating: "n", count: 20_000)
    #expect(
      bench("SUBSCRIBE a \(name) b\(name) c")
        == "*3|$9|subscribe|$1|a|:1|*3|$9|subscribe|$20000|\(name)|:2|" + refusal)
    expect(
      [
        ("SUBSCRIBE c", "*3|$9|subscribe|$1|c|:3|"),
        ("SUBSCRIBE \(name)", "*3|$9|subscribe|$20000|\(name)|:3|"),
        ("UNSUBSCRIBE \(name)", "*3|$11|unsubscribe|$20000|\(name)|:2|"),
        ("SUBSCRIBE b\(name)", "*3|$9|subscribe|$20001|b\(name)|:3|"),
      ], on: bench)
    bench.services.keptBytesLeft = 100
    #expect(bench("SUBSCRIBE d") == refusal)
    #expect(bench("SUBSCRIBE c") == "*3|$9|subscribe|$1|c|:3|", "it is there already")
  }

  @Test func allSubscriptionsTogetherAreBounded() {
    let bench = CommandBench(memoryLimit: 1 << 20)
    let name = String(repeating: "n", count: 30_000)
    var confirmed = 0
    for client in 0..<10 {
      bench.reconnect()
      if bench("SUBSCRIBE \(client)\(name)").hasPrefix("*3") { confirmed += 1 }
    }
    #expect(confirmed == 4, "an eighth of 'maxmemory'")
    #expect(bench.services.fakePeers.subscriptions.byteCount == 4 * 30_161)
    bench.reconnect()
    bench.services.fakePeers.subscriptions = SubscriptionTable()
    #expect(bench("SUBSCRIBE \(name)").hasPrefix("*3"))
    bench("UNSUBSCRIBE")
    #expect(bench.services.fakePeers.subscriptions.byteCount == 0)
  }

  @Test func patternsAreBoundedForOneClientAndForAll() {
    let bench = CommandBench()
    let refusal = "-ERR there are too many patterns that clients listen to, at most 1024 for each "
    func listen(_ numbers: Range<Int>) -> String {
      bench("PSUBSCRIBE " + numbers.map { "p\($0)*" }.joined(separator: " "))
    }
    #expect(!listen(0..<1024).contains("-ERR"))
    #expect(listen(1024..<1025).hasPrefix(refusal))
    #expect(!listen(0..<1).contains("-ERR"), "it is there already")
    for first in [1024, 2048, 3072] {
      bench.reconnect()
      #expect(!listen(first..<first + 1024).contains("-ERR"))
    }
    bench.reconnect()
    #expect(listen(4096..<4097).hasPrefix(refusal))
    #expect(!listen(0..<1).contains("-ERR"), "others listen to it")
    #expect(!bench("SUBSCRIBE c").contains("-ERR"))
  }

  @Test func aMessageIsComparedWithPatternsNoLongerThanItsChannelAllows() {
    let bench = CommandBench()
    bench("HELLO 3")
    let filler = String(repeating: "p", count: 1000)
    let patterns = (0..<100).map { "*\(filler)\($0)" }.joined(separator: " ")
    let channel = String(repeating: "c", count: 60_000)
    bench("SUBSCRIBE \(channel)")
    bench("PSUBSCRIBE c*")
    #expect(bench("PUBLISH \(channel) hi") == ":2|")
    bench("PSUBSCRIBE \(patterns)")
    _ = bench.services.fakePeers.takeSent()
    #expect(
      bench("PUBLISH \(channel) hi")
        == "-ERR channel is too long to be compared with all patterns that clients listen to|")
    #expect(bench.services.fakePeers.takeSent().isEmpty)
    #expect(bench("PUBLISH c hi") == ":1|")
    bench("PUNSUBSCRIBE \(patterns)")
    #expect(bench("PUBLISH \(channel) hi") == ":2|")
  }

  /// Looked up in redis-server 7.0.15.
  @Test func clientReplyHoldsNoConfirmationBack() {
    let bench = CommandBench()
    bench("CLIENT REPLY OFF")
    #expect(bench("SUBSCRIBE a b") == "" && bench("UNSUBSCRIBE a") == "")
    #expect(
      bench.services.fakePeers.takeSent() == [
        "7 *3|$11|unsubscribe|$1|a|:1|", "7 *3|$9|subscribe|$1|a|:1|",
        "7 *3|$9|subscribe|$1|b|:2|",
      ])
  }
}
