import Glibc
import Testing

extension IntegrationTests {
  /// `--check-config`: what a start would say, without one.
  @Suite struct CheckTests {
    private static let configurationError = ChildProcess.End.exit(78)

    @Test func aFileWithoutMistakesIsCalledSoAndNothingIsMade() throws {
      let scratch = try Scratch()
      let file = try scratch.write("port 6379\ndaemonize yes\n", to: "redis.conf")
      let check = try DaemonProgram.refusal([
        "--check-config", file, "--dir", scratch.file("data"),
      ])
      #expect(check.end == .exit(0))
      #expect(check.text == "without effect here: daemonize\n\(file): no mistakes\n")
      #expect(access(scratch.file("data"), F_OK) != 0)
    }

    @Test(arguments: [
      ("port 1\nmaxmemroy 1gb\n", "2: unknown directive 'maxmemroy', did you mean 'maxmemory'?"),
      ("user a on #secret\n", "1: user: 'a': The password hash must be exactly"),
      ("replicaof 10.0.0.1 6379\n", "1: 'replicaof' has no meaning here: there are no replicas"),
    ])
    func aMistakeIsToldAsAStartTellsIt(text: String, reason: String) throws {
      let scratch = try Scratch()
      let file = try scratch.write(text, to: "tokencached.conf")
      let check = try DaemonProgram.refusal([file, "--check-config"])
      #expect(check.end == Self.configurationError)
      #expect(check.text.contains("\(file):\(reason)"), "\(check.text)")
      #expect(check.text == (try DaemonProgram.refusal([file])).text)
    }

    /// Whoever brings a redis.conf along finds none of its words unknown.
    @Test(.enabled(if: RedisServer.program.isInstalled))
    func everyDirectiveOfRedisIsTakenOrRefusedWithWhatToDo() throws {
      let server = try RedisServer()
      let redis = try RedisConnection(port: server.port)
      let scratch = try Scratch()
      let words = try #require(try redis("CONFIG", "GET", "*").elements?.compactMap(\.text))
      #expect(words.count > 300)
      for (name, value) in zip(words, words.dropFirst()).enumerated()
        .filter({ $0.offset.isMultiple(of: 2) }).map(\.element)
      {
        let file = try scratch.write("\(name) \"\(value)\"\n", to: "redis.conf")
        let text = try DaemonProgram.refusal(["--check-config", file]).text
        #expect(!text.contains("unknown directive"), "\(text)")
      }
    }

    /// Under `Type=notify` the manager learns why there is no service, and how a reload went.
    @Test func theServiceManagerIsToldWhatHappens() throws {
      let scratch = try Scratch()
      let manager = try NotificationSocket(path: scratch.file("notify"))
      let file = try scratch.write("default-ttl 1h\n", to: "tokencached.conf")
      let start = "NOTIFY_SOCKET=\(manager.path) exec \"$0\" \"$@\""
      let arguments = [file, "--port", "\(try freePort())", "--dir", scratch.file("data")]
      let daemon = try ChildProcess(
        "sh", ["-c", start, DaemonProgram.path] + arguments, outputFile: scratch.file("log"))
      #expect(manager.receive().hasPrefix("READY=1\nSTATUS=serving on 127.0.0.1:"))
      _ = try scratch.write("default-ttl nonsense\n", to: "tokencached.conf")
      daemon.send(SIGHUP)
      #expect(manager.receive().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
      let told = manager.receive()
      #expect(told.hasPrefix("READY=1\nSTATUS=serving on "))
      #expect(told.contains("; configuration not reloaded, nothing has changed: \(file):1: "))
      daemon.send(SIGTERM)
      #expect(manager.receive() == "STOPPING=1")
      #expect(daemon.wait() == .exit(EXIT_SUCCESS))
      let refused = try ChildProcess(
        "sh", ["-c", start, DaemonProgram.path] + arguments, outputFile: scratch.file("log"))
      #expect(manager.receive().hasPrefix("STATUS=not started: \(file):1: default-ttl: "))
      #expect(refused.wait() == Self.configurationError)
    }
  }
}

/// The socket at which a service manager listens.
private final class NotificationSocket {
  let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Failure("cannot bind \(path)") }
    // What does not come within this time does not come.
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// The next message, or nothing.
  func receive() -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
