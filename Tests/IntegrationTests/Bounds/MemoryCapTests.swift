import Testing

extension IntegrationTests {
  @Suite struct MemoryCapTests {
    /// 60 MB of tokens.
    private static let tokens = 0..<140_000
    private static let capMb = 16
    /// What a process may take beside `maxmemory`.
    private static let slackMb = 64

    @Test func sixtyMegabytesUnderACapOfSixteenAreAllReadableB1B2() throws {
      let daemon = try Daemon("--maxmemory", "\(Self.capMb)mb")
      let redis = try daemon.connect()
      for batch in Self.batches {
        let replies = try redis.pipeline(batch.map { ["SET", Self.key($0), Self.value($0)] })
        #expect(replies.allSatisfy { $0 == .ok })
      }
      #expect(try redis("DBSIZE") == .integer(Self.tokens.count))
      #expect(try redis.info("cold_keys") > Self.tokens.count / 2)
      try expectAll(redis)
      try expectMissesToStayInMemory(redis)
      let peakMb = try peakResidentMb(of: daemon)
      print("B1: peak resident memory \(peakMb) MB with maxmemory \(Self.capMb) MB")
      #expect(peakMb < Self.capMb + Self.slackMb)
    }

    private static var batches: [Range<Int>] {
      stride(from: 0, to: tokens.count, by: 500).map { $0..<min($0 + 500, tokens.count) }
    }

    private static func key(_ number: Int) -> String { "oauth:access_token:\(number)" }

    private static func value(_ number: Int) -> String {
      "\(number):" + String(repeating: "abcdefgh"[number % 8], count: 391)
    }

    /// Every token, and some of them one by one as clients read them.
    private func expectAll(_ redis: RedisConnection) throws {
      for batch in Self.batches {
        let replies = try redis.pipeline([["MGET"] + batch.map(Self.key)])
        try #require(replies == [.array(batch.map { .bulk(Self.value($0)) })], "tokens \(batch)")
      }
      for number in stride(from: 0, to: Self.tokens.count, by: 101) {
        #expect(try redis("GET", Self.key(number)) == .bulk(Self.value(number)))
      }
    }

    private func expectMissesToStayInMemory(_ redis: RedisConnection) throws {
      let readRows = try redis.info("cold_values_read")
      let replies = try redis.pipeline((0..<2000).map { ["GET", "absent:\($0)"] })
      #expect(replies.allSatisfy { $0 == .null })
      // The index tells keys apart by 33 bits of a seeded hash, so one run in thirty meets a row that
      // could be an absent key's. Three in one run are one in a hundred thousand.
      #expect(try redis.info("cold_values_read") - readRows <= 2)
    }

    /// The kernel's own high-water mark, so that no peak hides between two looks.
    private func peakResidentMb(of daemon: Daemon) throws -> Int {
      let line = textOfFile("/proc/\(daemon.pid)/status").split(separator: "\n")
        .first { $0.hasPrefix("VmHWM:") }
      let words = try #require(line).split { $0 == " " || $0 == "\t" }
      return try #require(Int(words[1])) / 1024
    }
  }
}

extension String {
  /// The character at a position, as a string.
  fileprivate subscript(position: Int) -> String {
    String(self[index(startIndex, offsetBy: position)])
  }
}
