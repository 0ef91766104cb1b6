import Testing

extension IntegrationTests {
  /// Starts that must not happen, and what the operator reads then.
  @Suite struct RefusalTests {
    /// EX_CONFIG of sysexits.h, on which systemd does not restart the service.
    private static let configurationError = ChildProcess.End.exit(78)

    @Test(arguments: [
      ("port 6379\nmaxmemroy 1gb\n", 2, "unknown directive 'maxmemroy'"),
      ("# comment\n\nmaxmemory lots\n", 3, "maxmemory:"),
      ("default-ttl 0\n", 1, "default-ttl:"),
      ("port 'unbalanced\n", 1, "unbalanced quotes"),
      ("durability sometimes\n", 1, "durability:"),
      ("user a on\nuser b on +foo\n", 2, "user: 'b': Error in applying operation '+foo': "),
      ("port 1\nuser a on #secret\n", 2, "user: 'a': The password hash must be exactly"),
      ("user a on\nuser a off\n", 2, "user: 'a' is defined twice"),
      ("user a on (~x\n", 1, "user: 'a': Unmatched parenthesis"),
      ("user a on\naclfile /nowhere\n", 2, "aclfile: users are defined here and in an ACL file"),
      ("aclfile /nowhere\n", 1, "aclfile: Error opening the ACL file '/nowhere': No such file"),
    ])
    func aMalformedFileStopsTheStartWithFileLineAndReason(
      text: String, line: Int, reason: String
    ) throws {
      let scratch = try Scratch()
      let file = try scratch.write(text, to: "tokencached.conf")
      let refusal = try DaemonProgram.refusal([file, "--dir", scratch.file("data")])
      #expect(refusal.end == Self.configurationError)
      #expect(refusal.text.contains("\(file):\(line): \(reason)"), "\(refusal.text)")
      #expect(refusal.text.split(separator: "\n").count == 1)
      #expect(!refusal.text.contains("secret"))
    }

    @Test func aBackstopOfZeroIsRefusedWithASentenceThatSaysWhyL1() throws {
      let refusal = try DaemonProgram.refusal(["--default-ttl", "0"])
      #expect(refusal.end == Self.configurationError)
      #expect(refusal.text.contains("--default-ttl: "))
      #expect(refusal.text.contains("never expire"), "\(refusal.text)")
    }

    @Test func aPortInUseStopsTheStart() throws {
      let daemon = try Daemon()
      let scratch = try Scratch()
      let refusal = try DaemonProgram.refusal([
        "--port", "\(daemon.port)", "--dir", scratch.file("data"),
      ])
      #expect(refusal.end == .exit(1))
      #expect(refusal.text.contains("cannot listen on 127.0.0.1:\(daemon.port)"))
      let left = try Tool(name: "find").run([scratch.file("data"), "-type", "f"])
      #expect(left == "", "a start that cannot succeed made files")
    }

    @Test func anAddressOfIPv6StandsInBrackets() throws {
      let held = try Daemon("--bind", "127.0.0.1", "-::1")
      guard held.log.contains("serving on 127.0.0.1:\(held.port), [::1]:\(held.port)") else {
        // This machine has no such address, and the log says so.
        #expect(held.log.contains("cannot listen on [::1]:\(held.port)"), "\(held.log)")
        return
      }
      let scratch = try Scratch()
      let refusal = try DaemonProgram.refusal([
        "--bind", "::1", "--port", "\(held.port)", "--dir", scratch.file("data"),
      ])
      #expect(refusal.text.contains("cannot listen on [::1]:\(held.port)"), "\(refusal.text)")
    }

    @Test func aDirectoryThatCannotBeUsedStopsTheStartD8() throws {
      let scratch = try Scratch()
      let file = try scratch.write("", to: "file")
      let refusal = try DaemonProgram.refusal(["--port", "\(try freePort())", "--dir", file])
      #expect(refusal.end == .exit(1))
      #expect(refusal.text.contains("dir \(file): not a directory"))
    }
  }
}
