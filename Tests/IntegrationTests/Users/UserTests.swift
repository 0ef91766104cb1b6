import Glibc
import Testing

extension IntegrationTests {
  /// P3 with a whole daemon: users of the configuration, of an ACL file, and what is refused.
  @Suite struct UserTests {
    private static let configurationError = ChildProcess.End.exit(78)

    @Test func aFaultyAclFileStopsTheStartWithItsOwnLine() throws {
      let scratch = try Scratch()
      let users = try scratch.write("user a on\nuser b nonsense\n", to: "users.acl")
      let refusal = try DaemonProgram.refusal([
        "--aclfile", users, "--port", "\(try freePort())", "--dir", scratch.file("data"),
      ])
      #expect(refusal.end == Self.configurationError)
      #expect(refusal.text.contains("--aclfile: \(users):2: Syntax error"), "\(refusal.text)")
      #expect(!refusal.text.contains("nonsense"))
    }

    @Test func anAclFileSurvivesARestartAndLoadingEndsTheClientsOfRemovedUsers() throws {
      let scratch = try Scratch()
      let file = try scratch.write("user app on >pw ~a:* +@all -@admin &*\n", to: "users.acl")
      chmod(file, 0o644)
      let daemon = try Daemon("--aclfile", file)
      let admin = try daemon.connect()
      let app = try daemon.connect()
      #expect(try app("AUTH", "app", "pw") == .ok)
      #expect(try app("SET", "a:1", "v") == .ok)
      #expect(try app("SET", "b", "v") == .error("NOPERM No permissions to access a key"))
      #expect(try admin("ACL", "SETUSER", "new", "on", ">secret", "+@all", "~*") == .ok)
      #expect(try admin("ACL", "SAVE") == .ok)
      try expectPrivate(file)
      try daemon.stop()
      try daemon.restart()

      let again = try daemon.connect()
      #expect(try again("AUTH", "new", "secret") == .ok)
      #expect(try again("ACL", "USERS") == .array([.bulk("app"), .bulk("default"), .bulk("new")]))
      _ = try scratch.write("user app on >pw ~a:* +@all\n", to: "users.acl")
      #expect(try again("ACL", "LOAD") == .ok, "the reply comes first")
      #expect(throws: Failure.self) { try again("PING") }
      let staying = try daemon.connect()
      #expect(try staying("AUTH", "app", "pw") == .ok)
      _ = try scratch.write("user app on +foo\n", to: "users.acl")
      #expect(try staying("ACL", "LOAD").text?.contains("\(file):1: ") == true)
      #expect(try staying("GET", "a:1") == .bulk("v"))
      try daemon.stop()
      #expect(!daemon.log.contains("secret") && !daemon.log.contains("pw"))
    }

    /// ACL SAVE left the file readable for its owner only, and nothing beside it.
    private func expectPrivate(_ file: String) throws {
      var status = stat()
      try #require(stat(file, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
      let text = textOfFile(file)
      #expect(text.contains("user new on sanitize-payload #") && !text.contains("secret"))
      #expect(textOfFile("\(file).tmp-\(getpid())").isEmpty)
    }

    @Test func whoHasLoggedInMaySendWhatOthersMayNot() throws {
      let daemon = try Daemon("--requirepass", "secret")
      let value = String(repeating: "v", count: 100_000)
      let stranger = try daemon.connect()
      #expect(try stranger("SET", "k", value).text?.hasPrefix("ERR Protocol error") == true)
      let client = try daemon.connect()
      #expect(try client("GET", "k") == .error("NOAUTH Authentication required."))
      #expect(try client("AUTH", "secret") == .ok)
      #expect(try client("SET", "k", value) == .ok)
      #expect(try client("CONFIG", "SET", "requirepass", "") == .ok)
      #expect(try daemon.connect()("GET", "k") == .bulk(value))
      #expect(try client("CONFIG", "SET", "requirepass", "other") == .ok)
      #expect(try client("GET", "k") == .bulk(value), "who is in stays in")
      #expect(try client("RESET").text == "RESET")
      #expect(try client("AUTH", "default", "other") == .ok)
      try daemon.stop()
    }

    @Test func rewritingKeepsUsersThatWereMadeWhileRunning() throws {
      let daemon = try Daemon(file: "# mine\nuser app on >first ~a:*\n")
      let client = try daemon.connect()
      #expect(try client("CONFIG", "REWRITE") == .ok)
      #expect(
        daemon.configuration.contains("# mine\nuser app on >first ~a:*\n"), "as it was written")
      #expect(try client("ACL", "SETUSER", "new", "on", ">second", "(~b +get)") == .ok)
      #expect(try client("CONFIG", "REWRITE") == .ok)
      let text = daemon.configuration
      #expect(!text.contains("second") && !text.contains("user default"))
      let users = try client("ACL", "LIST")
      try daemon.stop()
      try daemon.restart()
      #expect(try daemon.connect()("ACL", "LIST") == users)
      try daemon.stop()
    }

    @Test func removedUsersAndListenersAreDisconnected() throws {
      let daemon = try Daemon()
      let admin = try daemon.connect()
      #expect(try admin("ACL", "SETUSER", "u", "on", "nopass", "+@all", "~*", "&news") == .ok)
      let listener = try daemon.connect()
      let reader = try daemon.connect()
      for client in [listener, reader] { #expect(try client("AUTH", "u", "x") == .ok) }
      _ = try listener("SUBSCRIBE", "news")
      #expect(try admin("ACL", "SETUSER", "u", "resetchannels") == .ok)
      #expect(throws: Failure.self) { try listener.receive() }
      #expect(try reader("PING").text == "PONG")
      #expect(try admin("ACL", "DELUSER", "u") == .integer(1))
      #expect(throws: Failure.self) { try reader("PING") }
      #expect(try admin("INFO", "stats").text?.contains("acl_access_denied_cmd:0") == true)
      try daemon.stop()
    }
  }
}
