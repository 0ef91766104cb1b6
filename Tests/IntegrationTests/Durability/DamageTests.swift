import Glibc
import SeededRandom
import Testing

extension IntegrationTests {
  /// D8: a database damaged at random bytes is refused with one line, or what is intact is served; the
  /// daemon never crashes and never overwrites what it cannot use.
  @Suite struct DamageTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func aDamagedDatabaseIsRefusedOrServedAndNeverCrashes(seed: UInt64) throws {
      var random = SeededGenerator(seed: seed)
      let daemon = try Daemon("--maxmemory", "8mb")
      let numbers = 0..<300
      let redis = try daemon.connect()
      _ = try redis.pipeline(numbers.map { ["SET", "key:\($0)", "value of \($0)"] })
      try daemon.stop()
      try damage(daemon.directory + "/tokens.db", count: 1 + Int(seed % 4) * 60, &random)
      guard try daemon.startsOrRefuses() else { return }
      let again = try daemon.connect()
      let replies = try again.pipeline(numbers.map { ["GET", "key:\($0)"] })
      for reply in replies {
        // Rows carry no checksums: a value may be another one, but nothing else may happen.
        let isAnswer = reply.text.map { !$0.hasPrefix("ERR") } ?? (reply == .null)
        #expect(isAnswer, "seed \(seed): \(reply)")
      }
      _ = try again("SET", "new", "v")
      #expect(try again("PING") == .status("PONG"), "seed \(seed)")
      daemon.send(SIGTERM)
      #expect(try daemon.awaitEnd() == .exit(EXIT_SUCCESS), "seed \(seed)")
    }

    @Test func aNewerSchemaIsRefusedWithOneLineAndKept() throws {
      let daemon = try Daemon()
      try daemon.stop()
      let path = daemon.directory + "/tokens.db"
      try patch(path, [(60 + 3, 99)])
      let before = textOfFile(path)
      let refusal = try DaemonProgram.refusal([
        "--port", "\(try freePort())", "--dir", daemon.directory,
      ])
      #expect(refusal.end == .exit(1))
      #expect(refusal.text.contains("a newer tokencached wrote it"), "\(refusal.text)")
      #expect(refusal.text.isRefusal, "\(refusal.text)")
      #expect(textOfFile(path) == before)
    }

    private func damage(_ path: String, count: Int, _ random: inout SeededGenerator) throws {
      var status = stat()
      guard stat(path, &status) == 0 else { throw Failure("no \(path)") }
      // The first hundred bytes are looked at before anything else and have tests of their own.
      try patch(
        path,
        (0..<count).map { _ in
          (
            Int.random(in: 100..<Int(status.st_size), using: &random),
            UInt8.random(in: 0...255, using: &random)
          )
        })
    }

    private func patch(_ path: String, _ changes: [(offset: Int, byte: UInt8)]) throws {
      let descriptor = open(path, O_WRONLY)
      guard descriptor >= 0 else { throw Failure("cannot write \(path)") }
      defer { close(descriptor) }
      for (offset, byte) in changes {
        var byte = byte
        guard pwrite(descriptor, &byte, 1, off_t(offset)) == 1 else { throw Failure("short write") }
      }
    }
  }
}
