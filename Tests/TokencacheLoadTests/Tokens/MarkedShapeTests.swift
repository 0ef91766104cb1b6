import ArgumentParser
import Testing

@testable import tokencache_load

/// What is stored on a server that may serve others.
struct MarkedShapeTests {
  @Test(arguments: TokenMix.allCases) func everyKeyIsMarkedAndEveryKeyExpires(_ mix: TokenMix) {
    let plain = TokenShape(seed: 1, kinds: mix.kinds)
    for (kind, own) in zip(plain.marked.kinds, plain.kinds) {
      #expect(kind.prefix == Array("tokencache-load:".utf8) + own.prefix)
      #expect((1...3600).contains(kind.ttlSeconds))
      #expect(kind.valueSize == own.valueSize && kind.share == own.share)
    }
  }

  @Test func shorterLifetimesStay() {
    let pkce = TokenMix.oauth.kinds.filter { $0.ttlSeconds == 600 }
    #expect(pkce.count == 1)
    #expect(pkce[0].marked("m:", ttlSeconds: 3600).ttlSeconds == 600)
  }

  @Test func aLifetimeOfZeroNeedsAServerOfItsOwn() throws {
    #expect(throws: (any Error).self) { try RunCommand.parse(["get", "--ttl", "0"]) }
    _ = try RunCommand.parse(["get", "--ttl", "0", "--own-server"])
  }

  @Test func onlyAServerOfItsOwnGetsPlainSaves() throws {
    #expect(try RunCommand.parse(["set"]).ttlSeconds == nil, "the kind's own, which is never 0")
    #expect(try RunCommand.parse(["set", "--own-server"]).ttlSeconds == 0)
    #expect(try RunCommand.parse(["login-burst"]).ttlSeconds == 3600)
  }
}
