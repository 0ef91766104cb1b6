import Commands
import Testing

/// How long `CLIENT CACHING` holds, as in redis-server 7.0.
@Suite struct CachingFlagTests {
  /// Runs the requests and says what TRACKINGINFO calls the flag then.
  private func flag(after requests: [String], mode: String = "OPTIN") -> Bool {
    let bench = CommandBench()
    run(["CLIENT TRACKING ON \(mode)", "CLIENT CACHING \(mode == "OPTIN" ? "YES" : "NO")"], bench)
    run(requests, bench)
    return bench.session.pointee.tracking?.isNextSelected == true
  }

  private func run(_ requests: [String], _ bench: CommandBench) {
    for request in requests {
      if request.isEmpty {
        _ = bench.session.pointee.endNamelessRequest()
      } else {
        bench(request)
        _ = bench.session.pointee.endRequest()
      }
    }
  }

  @Test(arguments: [
    [], ["CLIENT GETNAME"], ["CLIENT CACHING"], ["CLIENT CACHING maybe"],
    ["CLIENT TRACKING ON OPTIN"],
    ["CLIENT TRACKING ON", "CLIENT TRACKING ON OPTIN"], ["MULTI"], ["MULTI", "GET k", "SET k v"],
    ["MULTI", "NOPE", ""],
  ])
  func itHoldsForTheNextRequestOrTransaction(_ requests: [String]) {
    #expect(flag(after: requests))
  }

  @Test(arguments: [
    ["GET k"], ["GET"], ["NOPE"], [""], ["CLIENT"], ["CLIENT NOPE"], ["EXEC"], ["PING"],
    ["WATCH k"], ["MULTI", "GET k", "EXEC"], ["MULTI", "DISCARD"],
    ["MULTI", "CLIENT GETNAME", "EXEC"],
    ["CLIENT TRACKING OFF", "CLIENT TRACKING ON OPTIN"], ["RESET", "CLIENT TRACKING ON OPTIN"],
  ])
  func afterThatItIsGone(_ requests: [String]) {
    #expect(!flag(after: requests))
  }

  @Test func whatIsNotToBeRememberedIsNotForTheWholeTransaction() {
    #expect(flag(after: ["MULTI", "GET k"], mode: "OPTOUT"))
    #expect(!flag(after: ["MULTI", "GET k", "EXEC"], mode: "OPTOUT"))
  }

  @Test func keysThatAScriptReadsAreRemembered() {
    let bench = CommandBench()
    let release =
      "'if redis.call(\"get\", KEYS[1]) == ARGV[1] then return redis.call(\"del\", KEYS[1]) "
      + "else return 0 end'"
    run(["CLIENT TRACKING ON", "EVAL \(release) 1 lock mine"], bench)
    #expect(bench.services.fakePeers.tracking.take(Array("lock".utf8)) == [7])
    run(["EVAL \(release) 2 lock other mine"], bench)
    #expect(bench.services.fakePeers.tracking.take(Array("other".utf8)) == [], "it was not read")
    run(["CLIENT TRACKING OFF", "CLIENT TRACKING ON OPTIN", "EVAL \(release) 1 own mine"], bench)
    #expect(bench.services.fakePeers.tracking.take(Array("own".utf8)) == [])
    run(["CLIENT CACHING YES", "EVAL \(release) 1 own mine"], bench)
    #expect(bench.services.fakePeers.tracking.take(Array("own".utf8)) == [7])
  }
}
