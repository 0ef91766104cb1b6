import Commands
import Testing

/// `CLIENT REPLY`, request by request as redis-server 7.0 answers.
@Suite struct ReplyModeTests {
  /// What is sent of a request's reply.
  private func sent(_ request: String, _ bench: CommandBench) -> String {
    let reply = bench(request)
    return bench.session.pointee.endRequest() ? reply : ""
  }

  private func expectSent(_ script: [(request: String, reply: String)]) {
    let bench = CommandBench()
    for (step, (request, reply)) in script.enumerated() {
      #expect(sent(request, bench) == reply, "\(step): \(request)")
    }
  }

  @Test func repliesAreLeftOutAsAskedFor() {
    let pong = "+PONG|"
    expectSent([
      ("PING", pong), ("CLIENT REPLY SKIP", ""), ("PING", ""), ("PING", pong),
      ("CLIENT REPLY SKIP", ""), ("CLIENT REPLY SKIP", ""), ("PING", ""), ("PING", pong),
      ("CLIENT REPLY SKIP", ""), ("CLIENT REPLY nope", ""), ("PING", pong),
      ("CLIENT REPLY SKIP", ""), ("CLIENT REPLY ON", "+OK|"), ("PING", pong),
      ("CLIENT REPLY SKIP", ""), ("GET", ""), ("PING", pong), ("CLIENT REPLY SKIP", ""),
      ("NOPE", ""), ("PING", pong), ("CLIENT REPLY OFF", ""), ("PING", ""),
      ("CLIENT REPLY SKIP", ""), ("PING", ""), ("CLIENT REPLY ON", "+OK|"), ("PING", pong),
      ("CLIENT REPLY OFF", ""), ("RESET", "+RESET|"), ("PING", pong), ("CLIENT REPLY SKIP", ""),
      ("RESET", ""), ("PING", pong),
    ])
  }

  @Test func anEmptyLineIsARequestThatIsSkipped() {
    let bench = CommandBench()
    #expect(sent("CLIENT REPLY SKIP", bench) == "")
    let isHeard = bench.session.pointee.endNamelessRequest()
    #expect(!isHeard)
    #expect(sent("PING", bench) == "+PONG|")
  }

  @Test func theModeHoldsFromItsPlaceInATransactionOn() {
    let queued = "+QUEUED|"
    expectSent([
      ("MULTI", "+OK|"), ("SET k v", queued), ("CLIENT REPLY SKIP", queued), ("GET k", queued),
      ("EXEC", "*3|+OK|$1|v|"), ("PING", ""), ("PING", "+PONG|"),
    ])
    expectSent([
      ("MULTI", "+OK|"), ("PING", queued), ("CLIENT REPLY OFF", queued), ("PING", queued),
      ("EXEC", "*3|+PONG|"), ("PING", ""), ("CLIENT REPLY ON", "+OK|"),
    ])
    expectSent([
      ("CLIENT REPLY OFF", ""), ("MULTI", ""), ("PING", ""), ("CLIENT REPLY ON", ""),
      ("PING", ""), ("EXEC", "+OK|+PONG|"), ("PING", "+PONG|"),
    ])
    expectSent([
      ("CLIENT REPLY OFF", ""), ("MULTI", ""), ("SET k", ""), ("EXEC", ""),
      ("CLIENT REPLY ON", "+OK|"), ("EXEC", "-ERR EXEC without MULTI|"),
    ])
  }
}
