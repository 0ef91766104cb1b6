import Glibc
import Testing

extension IntegrationTests {
  struct SocketActivationTests {
    /// systemd's own tool listens, waits for the first client and hands the socket over.
    @Test func aSocketThatSystemdHoldsIsServed() throws {
      let scratch = try Scratch()
      let port = try freePort()
      let manager = try ChildProcess(
        "systemd-socket-activate",
        [
          "-l", "127.0.0.1:\(port)", DaemonProgram.path, "--port", "1", "--dir",
          scratch.file("data"),
        ], outputFile: scratch.file("log"))
      let isServed = eventually {
        (try? RedisConnection(port: port)("PING")) == .status("PONG")
      }
      #expect(isServed, "\(textOfFile(scratch.file("log")))")
      manager.send(SIGTERM)
      #expect(manager.wait() == .exit(EXIT_SUCCESS))
    }

    @Test func aDescriptorThatIsNoSocketStopsTheStart() throws {
      let scratch = try Scratch()
      let command = "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" --dir \"$1\" 3</dev/null"
      let child = try ChildProcess(
        "sh", ["-c", command, DaemonProgram.path, scratch.file("data")],
        outputFile: scratch.file("log"))
      #expect(child.wait() == .exit(EXIT_FAILURE))
      let log = textOfFile(scratch.file("log"))
      #expect(log.contains("descriptor 3, which was handed over, is no listening socket"), "\(log)")
    }
  }
}
