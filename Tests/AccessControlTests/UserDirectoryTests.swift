import AccessControl
import Testing

@Suite struct UserDirectoryTests {
  private let users = UserDirectory(context)

  private func logIn(_ name: String, _ password: String) -> Bool {
    Array(name.utf8).withUnsafeBytes { name in
      Array(password.utf8).withUnsafeBytes { users.authenticate(name, password: $0) != nil }
    }
  }

  private func set(_ name: String, _ rules: String) throws -> UserChanges {
    try users.change(Array(name.utf8), words(rules))
  }

  @Test func logsInWhoIsOnAndKnowsOneOfThePasswords() throws {
    _ = try set("two", "on >one >two")
    _ = try set("off", "off >one")
    _ = try set("free", "on nopass")
    _ = try set("none", "on")
    for (name, password, isRight) in [
      ("two", "one", true), ("two", "two", true), ("two", "three", false), ("two", "", false),
      ("two", "on", false), ("off", "one", false), ("free", "x", true), ("none", "", false),
      ("default", "x", true), ("nobody", "x", false), ("TWO", "one", false),
    ] {
      #expect(logIn(name, password) == isRight, "\(name) \(password)")
    }
  }

  @Test func requirepassIsTheDefaultUsersPassword() {
    #expect(!users.requiresAuthentication)
    users.setDefaultPassword("secret")
    #expect(users.requiresAuthentication)
    #expect(logIn("default", "secret") && !logIn("default", "x"))
    users.setDefaultPassword("")
    #expect(!users.requiresAuthentication && logIn("default", "x"))
  }

  @Test func changesNameWhoMayListenToLess() throws {
    #expect(try set("u", "&a &b").narrowed.isEmpty, "a new user has no clients")
    for (rules, isNarrowed) in [
      ("&c", false), ("+get", false), ("allchannels", false), ("resetchannels &a", true),
      ("allchannels", false), ("reset", true), ("(&a)", false), ("clearselectors &a", false),
      ("resetchannels (&a)", false), ("clearselectors", true),
    ] {
      #expect(try set("u", rules).narrowed.isEmpty != isNarrowed, "\(rules)")
    }
  }

  @Test func aFileComesBackAsItWasWritten() throws {
    users.setDefaultPassword("secret")
    _ = try set("bob", "on >pw %R~a:* ~b +@all -config +config|get (+set ~c &x)")
    _ = try set("eve", "off")
    let text = users.fileText
    let copy = UserDirectory(context)
    _ = try copy.load(text, named: "f")
    #expect(copy.fileText == text)
    #expect(copy.sorted.map(\.displayName) == ["bob", "default", "eve"])
    #expect(!String(decoding: text, as: UTF8.self).contains("secret"))
  }

  @Test func loadingKeepsWhoStaysAndNamesWhoGoes() throws {
    _ = try set("stays", "on &a")
    _ = try set("goes", "on")
    let user = try #require(users.sorted.first { $0.displayName == "stays" })
    users.setDefaultPassword("secret")
    let changes = try users.load(
      Array("\n user stays on +get \r\n\nuser new on\n".utf8), named: "f")
    #expect(changes.removed.map(\.displayName) == ["goes"])
    #expect(changes.narrowed.map(\.displayName) == ["stays"])
    #expect(users.sorted.map(\.displayName) == ["default", "new", "stays"])
    #expect(user.rules.permissions.commands == "-@all +get", "clients go on under the new rules")
    #expect(!users.requiresAuthentication, "without its line the default user is as at first")
  }

  @Test func aFileWithFaultsChangesNothing() throws {
    _ = try set("u", "on >pw")
    let before = users.fileText
    let text = """
      user good on
      # comment
      user
      user good off
      user bad +foo
      user worse #secret
      user worst >secret secret
      user open (~a
      """
    let error = #expect(throws: UserFileError.self) {
      try users.load(Array(text.utf8), named: "/f")
    }
    #expect(
      error?.faults == [
        "/f:2: should start with user keyword followed by the username",
        "/f:3: should start with user keyword followed by the username",
        "/f:4: Duplicate user 'good' found",
        "/f:5: Error in applying operation '+foo': Unknown command or category name in ACL",
        "/f:6: The password hash must be exactly 64 characters and contain only lowercase "
          + "hexadecimal characters",
        "/f:7: Syntax error",
        "/f:8: Unmatched parenthesis in selector definition",
      ])
    #expect(users.fileText == before)
  }
}
