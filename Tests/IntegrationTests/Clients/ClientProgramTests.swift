import Testing

extension IntegrationTests {
  /// Real clients, unchanged, as their users write them.
  @Suite struct ClientProgramTests {
    @Test(arguments: ClientProgram.all)
    func keepsATokenThroughItsLifeP2L3(_ program: ClientProgram) throws {
      let daemon = try Daemon()
      #expect(try program.run(port: daemon.port).hasSuffix(" checks\n"))
    }

    /// A client registration, a login, and after the kill a refresh of its tokens.
    @Test func fastMCPsTokensOutliveAKillD1L5() throws {
      let daemon = try Daemon(file: "include \(Tree.root)/config/policies-fastmcp.conf\n")
      let scratch = try Scratch()
      let state = scratch.file("state")
      #expect(try ClientProgram.fastMCP.run(port: daemon.port, state) == "ok 10 checks\n")
      try daemon.kill9()
      try daemon.restart()
      #expect(try ClientProgram.fastMCP.run(port: daemon.port, state) == "ok 4 checks\n")
    }
  }
}

extension ClientProgram: CustomTestStringConvertible {
  var testDescription: String { name }
}
