import Testing

@testable import Configuration

@Suite struct IncludeTests {
  let directory: ConfigurationDirectory

  init() throws { directory = try ConfigurationDirectory() }

  @Test func includedLinesStandWhereTheyAreIncluded() throws {
    let file = try directory.write(
      "policy a:*\nINCLUDE \"kinds/more.conf\"\npolicy c:*\nport 6381\n", to: "main.conf")
    try directory.write("include deep.conf\nport 6380\n", to: "kinds/more.conf")
    try directory.write("policy b:*\n", to: "kinds/deep.conf")
    let configuration = try Configuration.load(file: file, flags: [])
    #expect(configuration.policies.map(\.pattern) == ["a:*", "b:*", "c:*"])
    #expect(configuration.port == 6381)
  }

  @Test func anAbsolutePathIsTakenAsItIs() throws {
    let other = try ConfigurationDirectory()
    let included = try other.write("port 6380\n", to: "port.conf")
    let file = try directory.write("include \(included)\n", to: "main.conf")
    #expect(try Configuration.load(file: file, flags: []).port == 6380)
  }

  @Test(arguments: [
    ("include", "main.conf:2: include: takes one path"),
    ("include a b", "main.conf:2: include: takes one path"),
    ("include \"\"", "main.conf:2: include: takes one path"),
    ("include none.conf", "main.conf:2: include: DIR/none.conf: No such file or directory"),
    ("include bad.conf", "bad.conf:1: port: needs a value"),
    ("include indirect.conf", "indirect.conf:1: include: DIR/none.conf: No such file or directory"),
    ("include main.conf", "main.conf:2: include: more than 8 files inside one another"),
    ("include twice.conf", "more than 64 files"),
  ])
  func whatCannotBeIncludedIsNamedWithItsPlace(line: String, reason: String) throws {
    let file = try directory.write("port 6380\n\(line)\n", to: "main.conf")
    try directory.write("port\n", to: "bad.conf")
    try directory.write("include none.conf\n", to: "indirect.conf")
    try directory.write("include 1.conf\ninclude 1.conf\n", to: "twice.conf")
    for level in 1...5 {
      let next = "include \(level + 1).conf\n"
      try directory.write(next + next + next, to: "\(level).conf")
    }
    try directory.write("", to: "6.conf")
    do throws(ConfigurationError) {
      _ = try Configuration.load(file: file, flags: [])
      Issue.record("accepted")
    } catch {
      let said = error.description.replacing("\(directory.path)/", with: "DIR/")
      #expect(said.hasSuffix(reason), "\(said)")
    }
  }

  @Test func aNameWithWildcardsStandsForAllFilesThatMatchInOrder() throws {
    for (name, pattern) in [("b.conf", "b"), ("a.conf", "a"), ("c.txt", "c")] {
      try directory.write("policy \(pattern):*\n", to: "kinds/\(name)")
    }
    for (glob, patterns) in [
      ("kinds/*.conf", ["a:*", "b:*"]), ("kinds/?.conf", ["a:*", "b:*"]),
      ("kinds/[bc].*", ["b:*", "c:*"]), ("kinds/*.none", []), ("none/*", []),
    ] {
      let file = try directory.write("include \(glob)\nport 6380\n", to: "main.conf")
      let configuration = try Configuration.load(file: file, flags: [])
      #expect(configuration.policies.map(\.pattern) == patterns, "\(glob)")
      #expect(configuration.port == 6380)
    }
  }

  @Test func wildcardsDoNotEscapeTheLimits() throws {
    let file = try directory.write("include many/*\n", to: "main.conf")
    for number in 0..<70 { try directory.write("", to: "many/\(number).conf") }
    do throws(ConfigurationError) {
      _ = try Configuration.load(file: file, flags: [])
      Issue.record("accepted")
    } catch {
      #expect(error.description.hasSuffix("main.conf:1: include: more than 64 files"))
    }
  }

  @Test func aByteOrderMarkSaysNothingInAnyFile() throws {
    let mark = "\u{FEFF}"
    let file = try directory.write("\(mark)port 6380\ninclude more.conf\n", to: "main.conf")
    try directory.write("\(mark)timeout 7\n", to: "more.conf")
    var configuration = try Configuration.load(file: file, flags: [])
    #expect(configuration.port == 6380 && configuration.idleTimeoutMs == 7_000)
    configuration.port = 6381
    try configuration.rewrite(file: file)
    #expect(try directory.text("main.conf") == "port 6381\ninclude more.conf\n")
  }

  @Test func textAloneIncludesNothing() {
    #expect(
      throws: ConfigurationError(
        reason: "unknown directive 'include' (tokencached --help lists all)",
        location: .line(file: "test.conf", number: 1))
    ) { try Configuration.parse(Array("include /etc/passwd\n".utf8), named: "test.conf") }
  }
}
