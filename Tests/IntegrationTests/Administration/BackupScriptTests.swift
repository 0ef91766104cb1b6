import Dispatch
import Synchronization
import Testing

extension IntegrationTests {
  /// D6: `scripts/backup`, as an operator runs it.
  @Suite(.enabled(if: Tool.sqlite.isInstalled && Tool.redisCli.isInstalled))
  struct BackupScriptTests {
    private static let script = Tool(name: Tree.root + "/scripts/backup")

    @Test func aCopyMadeWhileWritesGoOnOpensInASecondDaemon() throws {
      let daemon = try Daemon("--flush-interval", "100ms")
      let redis = try daemon.connect()
      _ = try redis.pipeline((0..<5000).map { ["SET", "key:\($0)", "\($0)", "EX", "5000"] })
      _ = try redis("SELECT", "3")
      _ = try redis("SET", "there", "v")
      _ = try redis("SWAPDB", "3", "4")
      let writer = Writer(port: daemon.port)
      #expect(eventually { writer.acknowledged > 100 })
      let before = writer.acknowledged
      let target = try Scratch()
      let said = try Self.script.run(
        ["-p", "\(daemon.port)", target.file("tokens.db")], limitMs: 60_000)
      #expect(said.contains(", verified\n"))
      #expect(writer.stop() > before, "nothing was written meanwhile")
      let copy = try Daemon(directory: target.path)
      let restored = try copy.connect()
      try expectNumbers("key", 5000, restored)
      try expectNumbers("written", before, restored)
      _ = try restored("SELECT", "4")
      #expect(try restored("GET", "there") == .bulk("v"))
      #expect(try redis("DBSIZE") == .integer(0), "the first one goes on as it was")
    }

    private func expectNumbers(_ name: String, _ count: Int, _ redis: RedisConnection) throws {
      let values = try redis.pipeline((0..<count).map { ["GET", "\(name):\($0)"] })
      #expect(values == (0..<count).map { .bulk("\($0)") })
    }

    @Test func withoutADaemonItSaysSoAndLeavesNothing() throws {
      let target = try Scratch()
      let port = try freePort()
      #expect(throws: Failure.self) {
        try Self.script.run(["-p", "\(port)", target.file("tokens.db")])
      }
      #expect(try Tool(name: "find").run([target.path, "-type", "f"]) == "")
    }
  }
}

/// A client that saves one key after the other until it is stopped.
private final class Writer: Sendable {
  private let count = Atomic(0)
  private let isStopped = Atomic(false)
  private let group = DispatchGroup()

  init(port: Int) {
    DispatchQueue(label: "writer").async(group: group) { @Sendable [self] in
      guard let redis = try? RedisConnection(port: port) else { return }
      while !isStopped.load(ordering: .relaxed) {
        let number = acknowledged
        guard (try? redis("SET", "written:\(number)", "\(number)")) == .ok else { return }
        count.add(1, ordering: .relaxed)
      }
    }
  }

  var acknowledged: Int { count.load(ordering: .relaxed) }

  /// How many it has saved in all.
  func stop() -> Int {
    isStopped.store(true, ordering: .relaxed)
    group.wait()
    return acknowledged
  }
}
