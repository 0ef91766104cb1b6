import Testing

@testable import Configuration

/// One accepted spelling of a setting: what CONFIG GET answers for it, and how a person writes it.
struct Spelling: Sendable, CustomTestStringConvertible {
  let name: String
  let arguments: [String]
  let rendered: String
  let spelled: String

  init(_ name: String, _ arguments: [String], _ rendered: String, _ spelled: String? = nil) {
    self.name = name
    self.arguments = arguments
    self.rendered = rendered
    self.spelled = spelled ?? rendered
  }

  var testDescription: String { "\(name) \(arguments)" }
}

struct SettingTests {
  static let spellings = [
    Spelling("maxmemory", ["256mb"], "268435456", "256mb"),
    Spelling("maxmemory", ["1GB"], "1073741824", "1gb"),
    Spelling("maxmemory", ["100m"], "100000000"),
    Spelling("maxmemory", ["1g"], "1000000000"),
    Spelling("maxmemory", ["67108864"], "67108864", "64mb"),
    Spelling("maxmemory", ["67108864b"], "67108864", "64mb"),
    Spelling("maxdisk", ["4gb"], "4294967296", "4gb"),
    Spelling("maxdisk-policy", ["NOEVICTION"], "noeviction"),
    Spelling("journal-damage", ["ACCEPT"], "accept"),
    Spelling("max-value-size", ["64k"], "64000"),
    Spelling("max-value-size", ["64kb"], "65536", "64kb"),
    Spelling("MaxMemory", ["8MB"], "8388608", "8mb"),
    Spelling("default-ttl", ["24h"], "86400", "24h"),
    Spelling("default-ttl", ["90d"], "7776000", "90d"),
    Spelling("default-ttl", ["30m"], "1800", "30m"),
    Spelling("default-ttl", ["10s"], "10", "10s"),
    Spelling("default-ttl", ["500ms"], "500ms"),
    Spelling("default-ttl", ["86400"], "86400", "24h"),
    Spelling("default-ttl", ["1500ms"], "1500ms"),
    Spelling("default-ttl", ["2000ms"], "2", "2s"),
    Spelling("max-ttl", ["36500d"], "3153600000", "36500d"),
    Spelling("timeout", ["0"], "0"),
    Spelling("tcp-keepalive", ["60"], "60", "1m"),
    Spelling("port", ["0"], "0"),
    Spelling("port", ["65535"], "65535"),
    Spelling("unixsocketperm", ["770"], "770", "0770"),
    Spelling("unixsocketperm", ["0700"], "700", "0700"),
    Spelling("unixsocket-peers", ["user:root", "group:33"], "user:root group:33"),
    Spelling("unixsocket-peers", [""], "", "\"\""),
    Spelling("bind", ["127.0.0.1", "::1"], "127.0.0.1 ::1"),
    Spelling("bind", ["127.0.0.1 -::1"], "127.0.0.1 -::1"),
    Spelling("bind", ["*", "-::*"], "* -::*"),
    Spelling("sliding", ["WRITE"], "write"),
    Spelling("durability", ["always"], "always"),
    Spelling("loglevel", ["Verbose"], "verbose"),
    Spelling("protected-mode", ["NO"], "no"),
    Spelling("requirepass", [""], "", "\"\""),
    Spelling(
      "client-output-buffer-limit", ["normal", "1mb", "0", "0"],
      "normal 1048576 0 0 \(others)", "normal 1mb 0 0 \(spelledOthers)"),
    Spelling(
      "client-output-buffer-limit", ["4mb"], "normal 4194304 0 0 \(others)",
      "normal 4mb 0 0 \(spelledOthers)"),
    Spelling(
      "client-output-buffer-limit", ["PUBSUB 10mb 5mb 30 normal 0 0 0 replica 0 1mb 7"],
      "normal 0 0 0 slave 0 1048576 7 pubsub 10485760 5242880 30",
      "normal 0 0 0 slave 0 1mb 7 pubsub 10mb 5mb 30"),
    Spelling(
      "client-output-buffer-limit", ["normal 1mb 2mb 3 normal 3mb 2mb 1"],
      "normal 3145728 2097152 1 \(others)", "normal 3mb 2mb 1 \(spelledOthers)"),
    Spelling(
      "client-output-buffer-limit", [""], "normal 67108864 0 0 \(others)",
      "normal 64mb 0 0 \(spelledOthers)"),
  ]

  private static let others = "slave 268435456 67108864 60 pubsub 33554432 8388608 60"
  private static let spelledOthers = "slave 256mb 64mb 60 pubsub 32mb 8mb 60"

  @Test(arguments: spellings)
  func acceptsSpelling(_ spelling: Spelling) throws {
    var configuration = Configuration()
    try configuration.apply(name: spelling.name, arguments: spelling.arguments)
    #expect(configuration.rendered(spelling.name) == spelling.rendered)
    let setting = try #require(Setting.named(spelling.name))
    #expect(setting.spelled(configuration) == spelling.spelled)
  }

  @Test(arguments: spellings)
  func everyRenderingSetsTheSameValueAgain(_ spelling: Spelling) throws {
    var configuration = Configuration()
    try configuration.apply(name: spelling.name, arguments: spelling.arguments)
    var again = Configuration()
    let rendered = try #require(configuration.rendered(spelling.name))
    try again.assign(name: spelling.name, text: rendered)
    #expect(again == configuration)
  }

  @Test func everyDefaultPassesItsOwnRules() throws {
    let defaults = Configuration()
    var configuration = defaults
    for setting in Setting.all {
      try configuration.assign(name: setting.name, text: setting.rendered(defaults))
    }
    #expect(configuration == defaults)
    try configuration.validate()
  }

  @Test func namesAreUniqueAndInLowerCase() {
    let names = Setting.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0 == $0.lowercased() })
    #expect(Configuration().rendered("no-such-setting") == nil)
  }

  @Test func onlyPasswordsAreSecret() {
    #expect(Setting.all.filter(\.isSecret).map(\.name) == ["requirepass", "user"])
  }

  @Test(arguments: [(256, 128, 128), (64, 128, 32), (1_024, 2, 2), (8, 1, 1)])
  func journalTakesAtMostHalfOfMaxmemory(memoryMb: Int, askedMb: Int, grantedMb: Int) throws {
    var configuration = Configuration()
    try configuration.apply(name: "maxmemory", arguments: ["\(memoryMb)mb"])
    try configuration.apply(name: "journal-size", arguments: ["\(askedMb)mb"])
    #expect(configuration.journalCapacityBytes == grantedMb << 20)
  }
}
