import Testing

@testable import Configuration

@Suite struct UserDefinitionTests {
  @Test func linesAreKeptAsTheyAre() throws {
    let text = """
      user alice on >s3cret ~a:* +@all -@admin (~b +get)
      USER "bob" '#00' "with \\x22quotes\\x22"
      user carol
      """
    let configuration = try Configuration.parse(Array(text.utf8), named: "f")
    #expect(
      configuration.users == [
        UserDefinition(
          name: "alice",
          rules: ["on", ">s3cret", "~a:*", "+@all", "-@admin", "(~b", "+get)"]),
        UserDefinition(name: "bob", rules: ["#00", "with \"quotes\""]),
        UserDefinition(name: "carol", rules: []),
      ])
    let setting = try #require(Setting.named("user"))
    let again = setting.lines(configuration).map { "user \($0)\n" }.joined()
    #expect(try Configuration.parse(Array(again.utf8), named: "f") == configuration)
    #expect(setting.isSecret)
  }

  @Test(arguments: [
    ("user", "f:1: user: needs a name"),
    ("user a on\nport 1\nuser a off", "f:3: user: 'a' is defined twice"),
    ("aclfile x\nuser a", "f:2: user: users are defined here and in an ACL file"),
    ("acllog-max-len 1001", "f:1: acllog-max-len: argument must be between 0 and 1000 inclusive"),
    (
      "acl-pubsub-default some",
      "f:1: acl-pubsub-default: argument(s) must be one of the following: allchannels, resetchannels"
    ),
  ])
  func refuses(_ text: String, _ reason: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration.parse(Array(text.utf8), named: "f")
    }
    #expect(error?.description.hasPrefix(reason) == true, "\(error?.description ?? "")")
  }

  @Test func whatOthersFindWrongIsBlamedOnItsLine() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration.load(file: nil, flags: ["--user", "a", "on", "--port", "1"]) {
        (configuration) throws(ConfigurationError) in
        throw ConfigurationError(
          settings: ["user"], entry: configuration.users[0].name, reason: "bad")
      }
    }
    #expect(error?.description == "--user: bad")
  }
}
