import Glibc
import Testing

extension IntegrationTests {
  /// B3: the files stay below `maxdisk`, and what goes to keep them there.
  @Suite struct DiskCapTests {
    private static let capMb = 80
    private static let flags = ["--maxmemory", "16mb", "--maxdisk", "80mb"]
    /// 120 MB of tokens, one and a half times the cap.
    private static let tokens = 30_000

    private func daemon(_ flags: String...) throws -> Daemon {
      try Daemon(flags: Self.flags + flags)
    }

    private static func key(_ number: Int) -> String { "oauth:access_token:\(number)" }

    private static func value(_ number: Int) -> String {
      "\(number):" + String(repeating: "x", count: 4_000)
    }

    /// In seconds from now; deadlines and order of saving have nothing to do with each other.
    private static func ttl(_ number: Int) -> Int { 10_000 + number * 7_919 % tokens }

    /// Saves all tokens in batches and returns the most that the files took together.
    private func fill(_ redis: RedisConnection, _ daemon: Daemon) throws -> Int {
      var peakBytes = 0
      for first in stride(from: 0, to: Self.tokens, by: 250) {
        let replies = try redis.pipeline(
          (first..<first + 250).map {
            ["SET", Self.key($0), Self.value($0), "EX", "\(Self.ttl($0))"]
          })
        #expect(replies.allSatisfy { $0 == .ok })
        peakBytes = max(peakBytes, sizeOfFiles(in: daemon.directory))
      }
      return peakBytes
    }

    @Test func theNearestToTheirDeadlineGoAndTheFilesStayBelowTheCapB3() throws {
      let daemon = try daemon()
      let redis = try daemon.connect()
      var peakBytes = try fill(redis, daemon)
      try redis.awaitFlush()
      peakBytes = max(peakBytes, sizeOfFiles(in: daemon.directory))
      print("B3: peak \(peakBytes >> 10) KB under a cap of \(Self.capMb << 10) KB")
      #expect(peakBytes <= Self.capMb << 20)
      let (evicted, left) = try evictedAndLeft(redis)
      #expect(evicted > Self.tokens / 3)
      #expect(left == Self.tokens - evicted)
      try expectTheFurthestToBeThere(redis, evicted: evicted)
      #expect(try redis.info("disk_used_bytes") <= Self.capMb << 20)
    }

    /// Both of one moment: what has just been stored may make more go.
    private func evictedAndLeft(_ redis: RedisConnection) throws -> (evicted: Int, left: Int) {
      var seen = (evicted: -1, left: -1)
      let isOneMoment = try eventually {
        seen = (try redis.info("evicted_keys"), try redis("DBSIZE").integer ?? -1)
        return try redis.info("evicted_keys") == seen.evicted
      }
      #expect(isOneMoment, "entries go without end")
      return seen
    }

    /// In the order of their deadlines: the last are all there, the first are all gone.
    private func expectTheFurthestToBeThere(_ redis: RedisConnection, evicted: Int) throws {
      let ordered = (0..<Self.tokens).sorted { Self.ttl($0) < Self.ttl($1) }
      let kept = Self.tokens - evicted
      // While it was filled, each round chose among what was there by then.
      for number in ordered.suffix(kept / 2) {
        #expect(try redis("GET", Self.key(number)) == .bulk(Self.value(number)))
      }
      let early = try redis.pipeline([["EXISTS"] + ordered.prefix(evicted / 2).map(Self.key)])
      // Those that were saved after the last round are there until the next.
      #expect(try #require(early[0].integer) <= kept / 10)
    }

    @Test func aTokenSeenMissingStaysMissingAcrossAKillB3D4() throws {
      let daemon = try daemon()
      var redis = try daemon.connect()
      _ = try fill(redis, daemon)
      let keys = (0..<Self.tokens).map(Self.key)
      let missing = try existing(redis, keys).enumerated().filter { !$0.element }.map(\.offset)
      #expect(missing.count > 1_000)
      try daemon.kill9()
      try daemon.restart()
      redis = try daemon.connect()
      let back = try existing(redis, missing.map(Self.key)).count { $0 }
      #expect(back == 0, "\(back) of \(missing.count) came back")
    }

    private func existing(_ redis: RedisConnection, _ keys: [String]) throws -> [Bool] {
      try redis.pipeline(keys.map { ["EXISTS", $0] }).map { $0 == .integer(1) }
    }

    @Test func listenersHearOfEvictionsB3() throws {
      let daemon = try daemon("--notify-keyspace-events", "Ee")
      let (redis, listener) = (try daemon.connect(), try daemon.connect())
      _ = try listener("SUBSCRIBE", "__keyevent@0__:evicted")
      _ = try fill(redis, daemon)
      let message = try #require(try listener.receive().elements)
      #expect(message[1] == .bulk("__keyevent@0__:evicted"))
      let key = try #require(message[2].text)
      #expect(try redis("EXISTS", key) == .integer(0))
    }

    @Test func withNoevictionWritesAreRefusedAndDeletesWorkB3() throws {
      let daemon = try daemon("--maxdisk-policy", "noeviction")
      let redis = try daemon.connect()
      let (saved, refusal) = try saveUntilRefused(redis)
      #expect(saved > 5_000 && saved < Self.tokens)
      #expect(refusal == "OOM command not allowed when used disk > 'maxdisk'.")
      #expect(sizeOfFiles(in: daemon.directory) <= Self.capMb << 20)
      for number in stride(from: 0, to: saved, by: 97) {
        #expect(try redis("GET", Self.key(number)) == .bulk(Self.value(number)))
      }
      let deleted = try redis.pipeline((0..<saved / 2).map { ["DEL", Self.key($0)] })
      #expect(deleted.allSatisfy { $0 == .integer(1) })
      #expect(try eventually { try redis("SET", "more", "v") == .ok })
      #expect(try redis.info("evicted_keys") == 0)
      #expect(try redis("DBSIZE") == .integer(saved - saved / 2 + 1))
    }

    /// A refusal holds until a commit tells what the rows take on disk, so only the first one counts.
    private func saveUntilRefused(
      _ redis: RedisConnection
    ) throws -> (saved: Int, refusal: String?) {
      for number in 0..<Self.tokens {
        let reply = try redis("SET", Self.key(number), Self.value(number))
        guard reply == .ok else { return (number, reply.error) }
      }
      return (Self.tokens, nil)
    }

    @Test func loweringTheCapWhileRunningMakesEntriesGo() throws {
      let daemon = try Daemon("--maxmemory", "16mb")
      let redis = try daemon.connect()
      _ = try fill(redis, daemon)
      try redis.awaitFlush()
      #expect(try redis.info("evicted_keys") == 0)
      let refusal = try #require(try redis("CONFIG", "SET", "maxdisk", "70mb").error)
      #expect(refusal.contains("must not be smaller than 76mb"))
      #expect(try redis("CONFIG", "SET", "maxdisk", "80mb") == .ok)
      let isBelow = eventually(limitMs: 60_000) {
        sizeOfFiles(in: daemon.directory) <= Self.capMb << 20
      }
      #expect(isBelow)
      #expect(try redis.info("evicted_keys") > Self.tokens / 3)
    }

    @Test func filesStayWithinOneAndAHalfTimesTheLiveDataB3() throws {
      let daemon = try Daemon("--maxmemory", "16mb")
      let redis = try daemon.connect()
      let (keys, length) = (20_000, 2_000)
      for round in 0..<6 {
        for first in stride(from: 0, to: keys, by: 500) {
          _ = try redis.pipeline(
            (first..<first + 500).map {
              ["SET", Self.key($0), "\(round)" + String(repeating: "v", count: length - 1)]
            })
        }
      }
      try redis.awaitFlush()
      let live = keys * (length + 24)
      let limit = live * 3 / 2
      let isSmall = try eventually(limitMs: 60_000, everyMs: 50) {
        try redis.info("disk_used_bytes") - redis.info("disk_journal_bytes") <= limit
      }
      let facts = try redis("INFO", "persistence").text ?? ""
      #expect(isSmall, "more than \(limit) bytes for \(live) of live data: \(facts)")
      for number in stride(from: 0, to: keys, by: 211) {
        #expect(try redis("GET", Self.key(number)).text?.first == "5")
      }
    }
  }
}

/// Bytes of all files in a directory.
private func sizeOfFiles(in path: String) -> Int {
  guard let directory = opendir(path) else { return 0 }
  defer { closedir(directory) }
  var bytes = 0
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    var status = stat()
    if stat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG {
      bytes += Int(status.st_size)
    }
  }
  return bytes
}
