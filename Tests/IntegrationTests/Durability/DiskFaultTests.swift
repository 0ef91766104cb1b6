import Glibc
import Testing

extension IntegrationTests {
  /// D8 with the machine's own faults: limits on files, a file system that fills up or turns
  /// read-only.
  @Suite struct DiskFaultTests {
    private static let value = String(repeating: "x", count: 4000)

    @Test func aFileThatMayNotGrowStopsWritesAndNothingElseD8() throws {
      let daemon = try Daemon("--maxmemory", "8mb", "--journal-size", "1mb")
      let redis = try daemon.connect()
      var acknowledged = try fill(redis, 0..<200)
      try redis.awaitFlush()
      // The journal is a megabyte, the database will want more.
      try daemon.limitFileSize(bytes: 2 << 20)
      acknowledged.formUnion(try fill(redis, 200..<2000))
      #expect(try eventually { try isRefusing(redis) }, "writes go on without room")
      try expectAll(acknowledged, redis)
      try daemon.limitFileSize(bytes: nil)
      #expect(try eventually { try redis("SET", "again", "v") == .ok }, "writes do not resume")
      try expectAll(acknowledged, redis)
      try daemon.kill9()
      try daemon.restart()
      try expectAll(acknowledged, daemon.connect())
    }

    @Test(
      .enabled(if: Mount.isPermitted, "mounting is not permitted; the limit on files is tested"))
    func aFullFileSystemStopsWritesUntilThereIsSpaceD8() throws {
      let mount = try Mount(sizeBytes: 6 << 20)
      let daemon = try Daemon(
        directory: mount.path + "/data", "--maxmemory", "8mb", "--journal-size", "1mb")
      let redis = try daemon.connect()
      var acknowledged = try fill(redis, 0..<2500)
      #expect(try eventually { try isRefusing(redis) }, "writes go on without space")
      try expectAll(acknowledged, redis)
      try daemon.kill9()
      try mount.resize(bytes: 64 << 20)
      try daemon.restart()
      try expectAll(acknowledged, daemon.connect())
      let again = try daemon.connect()
      #expect(try eventually { try again("SET", "again", "v") == .ok }, "writes do not resume")
      acknowledged.formUnion(try fill(again, 3000..<3100))
      try expectAll(acknowledged, again)
      try daemon.stop()
    }

    @Test(
      .enabled(if: Mount.isPermitted, "mounting is not permitted; the limit on files is tested"))
    func spaceThatAppearsIsUsedByItselfD8() throws {
      let mount = try Mount(sizeBytes: 6 << 20)
      let daemon = try Daemon(
        directory: mount.path + "/data", "--maxmemory", "8mb", "--journal-size", "1mb")
      let redis = try daemon.connect()
      let acknowledged = try fill(redis, 0..<2500)
      #expect(try eventually { try isRefusing(redis) }, "writes go on without space")
      try mount.resize(bytes: 64 << 20)
      #expect(try eventually { try redis("SET", "again", "v") == .ok }, "writes do not resume")
      try expectAll(acknowledged, redis)
      try daemon.stop()
    }

    @Test(
      .enabled(if: Mount.isPermitted, "mounting is not permitted; the limit on files is tested"))
    func aReadOnlyFileSystemIsRefusedWithOneLineD8() throws {
      let mount = try Mount(sizeBytes: 16 << 20)
      let daemon = try Daemon(directory: mount.path + "/data", "--maxmemory", "8mb")
      let acknowledged = try fill(daemon.connect(), 0..<100)
      try daemon.stop()
      try mount.remount(isReadOnly: true)
      let refusal = try DaemonProgram.refusal([
        "--port", "\(try freePort())", "--dir", daemon.directory,
      ])
      #expect(refusal.end == .exit(1))
      #expect(refusal.text.isRefusal, "\(refusal.text)")
      try mount.remount(isReadOnly: false)
      try daemon.restart()
      try expectAll(acknowledged, daemon.connect())
    }

    /// Saves keys and returns those that were acknowledged.
    private func fill(_ redis: RedisConnection, _ numbers: Range<Int>) throws -> Set<Int> {
      var acknowledged: Set<Int> = []
      for number in numbers {
        let reply = try redis("SET", "key:\(number)", Self.value + "\(number)")
        if reply == .ok { acknowledged.insert(number) }
        if reply != .ok { #expect(reply.isMisconfiguration, "a save is answered \(reply)") }
      }
      return acknowledged
    }

    private func isRefusing(_ redis: RedisConnection) throws -> Bool {
      try redis("SET", "probe", Self.value).isMisconfiguration
    }

    private func expectAll(_ numbers: Set<Int>, _ redis: RedisConnection) throws {
      let sorted = numbers.sorted()
      let replies = try sorted.map { try redis("GET", "key:\($0)") }
      let lost = zip(sorted, replies).filter { $0.1 != .bulk(Self.value + "\($0.0)") }
      #expect(lost.isEmpty, "\(lost.count) of \(sorted.count) are lost or cannot be read")
    }
  }
}

extension Reply {
  /// Changes are refused, and the reply says why.
  fileprivate var isMisconfiguration: Bool {
    if case .error(let text) = self { text.hasPrefix("MISCONF cannot ") } else { false }
  }
}
