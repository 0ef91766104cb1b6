import Glibc
import Testing

extension IntegrationTests {
  /// Ways into the daemon that only a whole process shows.
  @Suite struct AccessTests {
    @Test func aBindThatFindsNoAddressStopsTheStart() throws {
      let scratch = try Scratch()
      let refusal = try DaemonProgram.refusal([
        "--bind", "-10.99.99.99", "--port", "\(try freePort())", "--dir", scratch.file("data"),
      ])
      #expect(refusal.end == .exit(1))
      #expect(refusal.text.contains("cannot listen anywhere"), "\(refusal.text)")
      let daemon = try Daemon("--bind", "-10.99.99.99", "127.0.0.1")
      #expect(try daemon.connect()("PING").text == "PONG", "one address is enough")
      try daemon.stop()
    }

    @Test func maxclientsDoesNotGoBeyondTheDescriptors() throws {
      let daemon = try Daemon("--maxclients", "50")
      let redis = try daemon.connect()
      _ = try Tool(name: "prlimit").run(["--pid", "\(daemon.pid)", "--nofile=200:200"])
      let refused = try redis("CONFIG", "SET", "maxclients", "20000")
      #expect(refused.text?.hasSuffix("try with 136") == true, "\(refused)")
      #expect(try redis("CONFIG", "SET", "maxclients", "136") == .ok)
      let others = try (0..<135).map { _ in try daemon.connect() }
      for other in others { #expect(try other("PING").text == "PONG") }
      let late = try RawSocket(port: daemon.port)
      #expect(try late.readToEnd() == "-ERR max number of clients reached\r\n")
      try daemon.stop()
    }

    @Test func aLogThatNobodyReadsStopsNobody() throws {
      let scratch = try Scratch()
      let pipe = scratch.file("pipe")
      try #require(mkfifo(pipe, 0o600) == 0)
      let end = open(pipe, O_RDWR | O_CLOEXEC)
      defer { close(end) }
      let port = try freePort()
      let file = try scratch.write("port \(port)\n", to: "tokencached.conf")
      let process = try ChildProcess(
        DaemonProgram.path, [file, "--dir", scratch.file("data")], outputFile: pipe)
      defer { process.kill9() }
      #expect(eventually { (try? RedisConnection(port: port)) != nil })
      let redis = try RedisConnection(port: port)
      // Each is a line of the log, and the pipe holds 64 KB.
      for _ in 0..<1_500 { #expect(try redis("CONFIG", "REWRITE") == .ok) }
      process.send(SIGTERM)
      #expect(process.wait(limitMs: 10_000) == .exit(0))
    }

    @Test func aPasswordMayHoldAZeroByteAndNothingThatIsNoText() throws {
      let password = "a\0b \"c"
      let daemon = try Daemon(file: "port 1\n")
      let admin = try RawSocket(port: daemon.port)
      try admin.write(request("CONFIG", "SET", "requirepass", password))
      try admin.write(request("CONFIG", "REWRITE"))
      #expect(try admin.read(10) == "+OK\r\n+OK\r\n")
      try daemon.stop()
      try daemon.restart()
      let client = try RawSocket(port: daemon.port)
      try client.write(request("AUTH", "a"))
      #expect(try client.read(until: "\r\n").hasPrefix("-WRONGPASS"))
      try client.write(request("AUTH", password))
      #expect(try client.read(5) == "+OK\r\n")
      let head = Array("*4\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$11\r\nrequirepass\r\n$2\r\n".utf8)
      try client.write((head + [0xFF, 0xFE, 13, 10])[...])
      #expect(try client.read(until: "\r\n").contains("argument must be UTF-8"))
      try daemon.stop()
    }

    @Test(
      .enabled(
        if: geteuid() == 0 && Tool(name: "unshare").isInstalled,
        "only root may take /proc away from a process"))
    func flagsCountWithoutProc() throws {
      let script = "umount -l /proc && exec \(DaemonProgram.path) --version"
      let said = try Tool(name: "unshare").run(["-m", "sh", "-c", script], limitMs: 10_000)
      #expect(said.hasPrefix("tokencached "), "\(said)")
    }

    @Test func rewritingKeepsThousandsOfUsers() throws {
      let daemon = try Daemon(file: "port 1\n")
      let redis = try daemon.connect()
      let users = (0..<3_000).map { ["ACL", "SETUSER", "user-\($0)", "on", ">pw", "~a:*", "+get"] }
      for reply in try redis.pipeline(users) { #expect(reply == .ok) }
      #expect(try redis("CONFIG", "REWRITE") == .ok)
      try daemon.stop()
      try daemon.restart()
      #expect(try daemon.connect()("AUTH", "user-2999", "pw") == .ok)
      try daemon.stop()
    }
  }
}
