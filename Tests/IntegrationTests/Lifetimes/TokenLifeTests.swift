import Testing

extension IntegrationTests {
  /// The life of a token as an ordinary client sees it.
  @Suite struct TokenLifeTests {
    private let daemon: Daemon
    private let redis: RedisConnection

    init() throws {
      daemon = try Daemon()
      redis = try daemon.connect()
    }

    private static let dayMs: Int64 = 86_400_000

    /// Waits until the daemon's clock shows another millisecond.
    private func pass() throws {
      let beganMs = Time.wallMs
      #expect(eventually(everyMs: 1) { Time.wallMs > beganMs + 1 })
    }

    private func expectBackstop(_ key: String) throws {
      let beforeMs = Time.wallMs
      let leftMs = try redis.deadlineMs(key) - beforeMs
      #expect((Self.dayMs - 60_000...Self.dayMs).contains(leftMs))
    }

    @Test func aPlainSaveGetsTheBackstopOfADayL1L3() throws {
      #expect(try redis("SET", "token", "first") == .ok)
      #expect(try redis("GET", "token") == .bulk("first"))
      #expect((86_340...86_400).contains(try redis("TTL", "token").integer ?? -1))
      try expectBackstop("token")
    }

    @Test func savingAndReadingSlideTheWindowAndLookingDoesNotL3() throws {
      _ = try redis("SET", "token", "first")
      var deadlineMs = try redis.deadlineMs("token")
      for use in [
        ["SET", "token", "second"], ["GET", "token"], ["GETEX", "token"], ["TOUCH", "token"],
      ] {
        try pass()
        for look in ["TTL", "EXISTS", "TYPE", "STRLEN"] { _ = try redis(look, "token") }
        #expect(try redis.deadlineMs("token") == deadlineMs)
        _ = try redis.pipeline([use])
        let movedMs = try redis.deadlineMs("token")
        #expect(movedMs > deadlineMs, "\(use)")
        deadlineMs = movedMs
      }
    }

    @Test(arguments: [
      ["SET", "token", "v", "EX", "100"], ["SET", "token", "v", "PX", "100000"],
      ["SETEX", "token", "100", "v"], ["PSETEX", "token", "100000", "v"],
    ])
    func readingNeverMovesAnExpiryThatWasNamedL2(save: [String]) throws {
      #expect(try redis.pipeline([save]) == [.ok])
      let deadlineMs = try redis.deadlineMs("token")
      #expect((40_000...100_000).contains(deadlineMs - Time.wallMs))
      try pass()
      _ = try redis.pipeline([["GET", "token"], ["GETEX", "token"], ["TOUCH", "token"]])
      #expect(try redis.deadlineMs("token") == deadlineMs)
    }

    @Test func aTokenDiesAtItsExpiryThoughItIsReadAllTheTimeL2L7() throws {
      let expiryMs = Time.wallMs + 400
      #expect(try redis("SET", "token", "v", "PXAT", "\(expiryMs)") == .ok)
      while true {
        let askedMs = Time.wallMs
        guard try redis("GET", "token") == .bulk("v") else { break }
        try #require(askedMs < expiryMs, "served after its expiry")
      }
      #expect(Time.wallMs >= expiryMs)
      #expect(try redis("TTL", "token") == .integer(-2))
      #expect(try redis("EXISTS", "token") == .integer(0))
      #expect(try redis("DBSIZE") == .integer(0))
    }

    @Test func keepTtlKeepsTheKindOfTheDeadlineL6() throws {
      let expiry = Time.wallMs / 1000 + 500
      _ = try redis("SET", "named", "v", "EXAT", "\(expiry)")
      #expect(try redis("SET", "named", "w", "KEEPTTL") == .ok)
      #expect(try redis("EXPIRETIME", "named") == .integer(Int(expiry)))
      #expect(try redis("GET", "named") == .bulk("w"))
      _ = try redis("SET", "sliding", "v")
      let deadlineMs = try redis.deadlineMs("sliding")
      try pass()
      #expect(try redis("SET", "sliding", "w", "KEEPTTL") == .ok)
      #expect(try redis.deadlineMs("sliding") > deadlineMs)
    }

    @Test func persistCannotMakeATokenImmortalL1L6() throws {
      _ = try redis("SET", "token", "v", "EX", "100")
      #expect(try redis("PERSIST", "token") == .integer(1))
      try expectBackstop("token")
      #expect(try redis("PERSIST", "token") == .integer(0))
      try expectBackstop("token")
    }

    @Test func aBackstopCountsAsNoExpiryForExpireNxL6() throws {
      _ = try redis("SET", "lock", "v")
      #expect(try redis("EXPIRE", "lock", "60", "NX") == .integer(1))
      #expect(try redis("EXPIRE", "lock", "90", "NX") == .integer(0))
      #expect((1...60).contains(try redis("TTL", "lock").integer ?? -1))
    }

    @Test func anExpiryBeyondTheCapIsClampedAndCountedL4() throws {
      _ = try redis("SET", "token", "v", "EX", "99999999999")
      let leftMs = try redis.deadlineMs("token") - Time.wallMs
      #expect((400 * Self.dayMs - 60_000...400 * Self.dayMs).contains(leftMs))
      #expect(try redis.info("deadlines_clamped") == 1)
    }

    @Test func deletingIsFinal() throws {
      _ = try redis("SET", "token", "v")
      #expect(try redis("DEL", "token", "absent") == .integer(1))
      #expect(try redis("GET", "token") == .null)
      #expect(try redis("TTL", "token") == .integer(-2))
    }
  }
}
