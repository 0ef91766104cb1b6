import Testing

@testable import Configuration

@Suite("L5: policy lines") struct LifetimePolicyTests {
  @Test(arguments: [
    (
      ["oauth:*", "default-ttl", "90d", "max-ttl", "365d", "sliding", "write"],
      "oauth:* default-ttl 7776000 max-ttl 31536000 sliding write",
      "oauth:* default-ttl 90d max-ttl 365d sliding write"
    ),
    (["a b*", "MAX-TTL", "1500ms"], "\"a b*\" max-ttl 1500ms", "\"a b*\" max-ttl 1500ms"),
    (["*"], "*", "*"), (["a;b", "sliding", "ACCESS"], "\"a;b\" sliding access", nil),
  ])
  func aPolicyIsReadAndWrittenBack(words: [String], rendered: String, spelled: String?) throws {
    var configuration = Configuration()
    try configuration.apply(name: "policy", arguments: words)
    let setting = try #require(Setting.named("policy"))
    #expect(setting.rendered(configuration) == rendered)
    #expect(setting.lines(configuration) == [spelled ?? rendered])
    for text in [setting.rendered(configuration), setting.spelled(configuration)] {
      var again = Configuration()
      try again.assign(name: "policy", text: text)
      #expect(again == configuration)
    }
    let file = setting.lines(configuration).map { "policy \($0)\n" }.joined()
    #expect(try Configuration.parse(Array(file.utf8), named: "test.conf") == configuration)
  }

  @Test(arguments: [
    ("policy", "policy: needs a pattern of keys"),
    ("policy \"\" max-ttl 1h", "policy: needs a pattern of keys"),
    ("policy a* max-ttl", "policy: 'max-ttl' needs a value"),
    ("policy a* max-ttl 1y", "policy: 'max-ttl' argument must be a time such as"),
    ("policy a* max-ttl 0", "policy: 'max-ttl' argument must be between 1ms and 36500d"),
    ("policy a* default-ttl 0", "policy: 'default-ttl' 0 would make a save without an expiry"),
    ("policy a* sliding never", "policy: 'sliding' argument(s) must be one of the following"),
    ("policy a* max-ttl 1h max-ttl 2h", "policy: 'max-ttl' is given twice"),
    ("policy a* ttl 1h", "policy: 'ttl' is none of default-ttl TIME"),
    ("policy " + String(repeating: "a", count: 257), "policy: the pattern must not be longer"),
    (
      "policy a* default-ttl 2h max-ttl 1h",
      "policy: 'a*': default-ttl (2h) must not be longer than max-ttl (1h)"
    ),
    ("policy a* default-ttl 401d", "policy: 'a*': default-ttl (401d) must not be longer than"),
  ])
  func aBadLineIsRefusedWithItsPlace(line: String, reason: String) {
    let text = "policy b*\n\(line)\npolicy c* default-ttl 1h\n"
    do throws(ConfigurationError) {
      _ = try Configuration.parse(Array(text.utf8), named: "test.conf")
      Issue.record("accepted")
    } catch {
      #expect(error.description.hasPrefix("test.conf:2: \(reason)"), "\(error)")
    }
  }

  @Test func aCapBelowTheGeneralWindowIsNoContradiction() throws {
    let text = Array("policy oauth:pkce:* max-ttl 10m\n".utf8)
    #expect(try Configuration.parse(text, named: "test.conf").policies[0].maxTtlMs == 600_000)
  }

  @Test func flagsReplaceTheListOfTheFile() throws {
    let directory = try ConfigurationDirectory()
    let file = try directory.write("policy a:*\npolicy b:*\n", to: "main.conf")
    let flags = ["--policy", "c:*", "max-ttl", "1h", "--policy=d:*"]
    let configuration = try Configuration.load(file: file, flags: flags)
    #expect(configuration.policies.map(\.pattern) == ["c:*", "d:*"])
    #expect(try Configuration.load(file: file, flags: ["--policy", ""]).policies.isEmpty)
  }
}
