import Glibc
import Testing

extension IntegrationTests {
  /// `scripts/restore --dir`, as an operator without systemd runs it.
  @Suite(.enabled(if: Tool.sqlite.isInstalled && Tool.redisCli.isInstalled))
  struct RestoreScriptTests {
    private static let backup = Tool(name: Tree.root + "/scripts/backup")
    private static let restore = Tool(name: Tree.root + "/scripts/restore")

    @Test func theCopyIsServedAndWhatWasThereBeforeIsKept() throws {
      let daemon = try Daemon()
      _ = try daemon.connect()("SET", "token", "copied")
      let scratch = try Scratch()
      let copy = scratch.file("copy.db")
      _ = try Self.backup.run(["-p", "\(daemon.port)", copy], limitMs: 60_000)
      _ = try daemon.connect()("SET", "token", "later")
      #expect(throws: Failure.self, "the daemon still runs") {
        try Self.restore.run(["--dir", daemon.directory, copy])
      }
      try daemon.kill9()
      _ = try Self.restore.run(["--dir", daemon.directory, copy], limitMs: 60_000)
      try daemon.restart()
      #expect(try daemon.connect()("GET", "token") == .bulk("copied"))
      let kept = try Tool(name: "find").run([
        daemon.directory, "-path", "*/before-restore-*/tokens.*",
      ])
      #expect(kept.contains("/tokens.db\n") && kept.contains("/tokens.journal\n"), "\(kept)")
    }

    @Test func whatIsNoCopyLeavesEverythingAsItWas() throws {
      let daemon = try Daemon()
      _ = try daemon.connect()("SET", "token", "v")
      try daemon.stop()
      let scratch = try Scratch()
      let other = try scratch.write(String(repeating: "no database ", count: 1000), to: "other.db")
      #expect(throws: Failure.self) {
        try Self.restore.run(["--dir", daemon.directory, other])
      }
      try daemon.restart()
      #expect(try daemon.connect()("GET", "token") == .bulk("v"))
    }
  }
}
