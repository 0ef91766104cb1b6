import Glibc
import Testing

extension IntegrationTests {
  /// Values and passwords go back to those who may read them, and nowhere else.
  struct SecrecyTests {
    private static let value = "value-7f3a9c"
    private static let password = "password-51bd20"
    private static let attempt = "attempt-e07714"

    @Test func nothingThatTheDaemonTellsHoldsAValueOrAPassword() throws {
      let daemon = try Daemon(
        "--loglevel", "debug", "--requirepass", Self.password, "--maxmemory", "16mb")
      let redis = try daemon.connect()
      #expect(try redis("AUTH", Self.attempt).text?.hasPrefix("WRONGPASS") == true)
      #expect(try redis("AUTH", Self.password) == .ok)
      let monitor = try RawSocket(port: daemon.port)
      try monitor.write("AUTH \(Self.password)\r\nMONITOR\r\n")
      #expect(try monitor.read(10) == "+OK\r\n+OK\r\n")
      try live(redis)
      let told = try reports(redis)
      monitor.endWriting()
      let seen = try monitor.readToEnd()
      #expect(seen.contains("\"token\""), "the monitor saw no key, so it proves nothing")
      try daemon.stop()
      for (source, text) in told + [("MONITOR", seen), ("log", daemon.log)] {
        for secret in [Self.value, Self.password, Self.attempt] {
          #expect(!text.contains(secret), "\(source) tells \(secret)")
        }
      }
    }

    /// Uses the secrets in every place where a command takes one, rightly and wrongly.
    private func live(_ redis: RedisConnection) throws {
      #expect(try redis("CONFIG", "SET", "slowlog-log-slower-than", "0") == .ok)
      let value = Self.value
      let commands = [
        ["SET", "token", value], ["SET", "token", value, "EX", "nonsense"],
        ["SET", "token", value, "EXAT", "99999999999999"], ["SETEX", "token", "0", value],
        ["GETSET", "token", value], ["MSET", "token", value, "odd"], ["APPEND", "token", value],
        ["SETRANGE", "token", "-1", value], ["INCR", "token"], ["DELIFEQ", "token", value],
        ["SET", "token", value, "IFEQ", value], ["EVAL", "return '\(value)'", "0", value],
        ["HELLO", "3", "AUTH", "default", Self.attempt], ["AUTH", "nobody", Self.attempt],
        ["CONFIG", "SET", "requirepass", Self.password], ["\(value)"], ["CONFIG", value],
        ["PUBLISH", "channel", value], ["ECHO", value],
      ]
      for command in commands { _ = try redis.pipeline([command]) }
    }

    private func reports(_ redis: RedisConnection) throws -> [(String, String)] {
      try [
        ["SLOWLOG", "GET", "-1"], ["INFO", "everything"], ["CLIENT", "LIST"], ["ACL", "LOG"],
        ["ACL", "LIST"], ["LATENCY", "LATEST"], ["CONFIG", "GET", "[^r]*"],
        ["DEBUG", "OBJECT", "token"],
        ["OBJECT", "ENCODING", "token"],
      ].map { command in
        (command.joined(separator: " "), "\(try redis.pipeline([command]))")
      }
    }

    @Test func filesAreReadableForTheDaemonsUserOnly() throws {
      let daemon = try Daemon()
      let redis = try daemon.connect()
      #expect(try redis("SET", "token", "v") == .ok)
      try redis.awaitFlush()
      let directory = try #require(opendir(daemon.directory))
      defer { closedir(directory) }
      var files = 0
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard name != "." && name != ".." else { continue }
        var status = stat()
        #expect(stat("\(daemon.directory)/\(name)", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        files += 1
      }
      #expect(files >= 3)
      var status = stat()
      #expect(stat(daemon.directory, &status) == 0 && status.st_mode & 0o077 == 0)
    }

    @Test func aCrashEndsTheProcessAndPrintsNoMemory() throws {
      let daemon = try Daemon()
      let before = daemon.log
      daemon.send(SIGABRT)
      #expect(try daemon.awaitEnd() == .signal(SIGABRT))
      #expect(daemon.log == before)
    }

    @Test func theProcessMayLeaveNoCoreFile() throws {
      let daemon = try Daemon()
      let limits = textOfFile("/proc/\(daemon.pid)/limits").split(separator: "\n")
      let core = limits.first { $0.hasPrefix("Max core file size") }
      #expect(core?.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"])
    }
  }
}
