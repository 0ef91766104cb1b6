import Testing

@testable import Configuration

/// One line that is refused, and the reason given after `FILE:LINE: `.
struct Refusal: Sendable, CustomTestStringConvertible {
  let line: String
  let reason: String

  init(_ line: String, _ reason: String) {
    self.line = line
    self.reason = reason
  }

  var testDescription: String { line }
}

private let notMemory = "argument must be a memory value"
private let notTime = "argument must be a time such as 500ms, 10s, 30m, 24h or 90d"

struct RefusalTests {
  static let refusals = [
    Refusal(
      "maxmemori 1gb",
      "unknown directive 'maxmemori', did you mean 'maxmemory'? (tokencached --help lists all)"),
    Refusal("x-y-z 1", "unknown directive 'x-y-z' (tokencached --help lists all)"),
    Refusal(
      "replicaof 10.0.0.1 6379",
      "'replicaof' has no meaning here: there are no replicas: copy the database with BGSAVE, see backup-file"
    ),
    Refusal("port", "port: needs a value"),
    Refusal("port 1 2", "port: takes one value, not 2"),
    Refusal(
      "port 1 # why", "port: takes one value, not 3 (a comment must stand on a line of its own)"),
    Refusal("port x", "port: argument couldn't be parsed into an integer"),
    Refusal("port -1", "port: argument must be between 0 and 65535 inclusive"),
    Refusal("port 65536", "port: argument must be between 0 and 65535 inclusive"),
    Refusal("port 99999999999999999999", "port: argument couldn't be parsed into an integer"),
    Refusal("maxmemory 12xb", "maxmemory: \(notMemory)"),
    Refusal("maxmemory mb", "maxmemory: \(notMemory)"),
    Refusal("maxmemory -1mb", "maxmemory: \(notMemory)"),
    Refusal("maxmemory \"1 gb\"", "maxmemory: \(notMemory)"),
    Refusal("maxmemory 9223372036854775807gb", "maxmemory: \(notMemory)"),
    Refusal("maxmemory 0", "maxmemory: argument must be between 8mb and 1024gb inclusive"),
    Refusal("maxdisk 63mb", "maxdisk: argument must be between 64mb and 1048576gb inclusive"),
    Refusal(
      "maxdisk-policy allkeys-lru",
      "maxdisk-policy: argument(s) must be one of the following: volatile-ttl, noeviction"),
    Refusal(
      "backup-file tokencached.lock",
      "backup-file: would replace a file of the daemon itself"),
    Refusal("backup-file tokens.db-wal", "backup-file: would replace a file of the daemon itself"),
    Refusal("backup-file ../copy.db", "backup-file: is a name in dir, not a path"),
    Refusal(
      "journal-damage ignore",
      "journal-damage: argument(s) must be one of the following: refuse, accept"),
    Refusal(
      "max-value-size 17mb", "max-value-size: argument must be between 1kb and 16mb inclusive"),
    Refusal("max-ttl 0", "max-ttl: argument must be between 1ms and 36500d inclusive"),
    Refusal("max-ttl 36501d", "max-ttl: argument must be between 1ms and 36500d inclusive"),
    Refusal("max-ttl 9223372036854775807d", "max-ttl: \(notTime)"),
    Refusal("max-ttl 1y", "max-ttl: \(notTime)"),
    Refusal("max-ttl -1", "max-ttl: \(notTime)"),
    Refusal("timeout 1.5", "timeout: \(notTime)"),
    Refusal("tcp-keepalive 1500ms", "tcp-keepalive: argument must be whole seconds"),
    Refusal("unixsocketperm 789", "unixsocketperm: argument couldn't be parsed as an octal number"),
    Refusal(
      "unixsocket-peers user:0 root",
      "unixsocket-peers: 'root' is not user: or group: with a name or number known here"),
    Refusal(
      "unixsocket-peers group:no-such-group",
      "unixsocket-peers: 'group:no-such-group' is not user: or group: with a name or number known here"
    ),
    Refusal("unixsocketperm -7", "unixsocketperm: argument couldn't be parsed as an octal number"),
    Refusal("unixsocketperm 1777", "unixsocketperm: argument must be between 0 and 777 inclusive"),
    Refusal(
      "sliding never", "sliding: argument(s) must be one of the following: access, write"),
    Refusal("protected-mode maybe", "protected-mode: argument must be 'yes' or 'no'"),
    Refusal(
      "bind localhost",
      "bind: 'localhost' is not a numeric IPv4 or IPv6 address, '*' or '::*'"),
    Refusal("bind", "bind: needs an address"),
    Refusal("dir \"\"", "dir: needs a path"),
    Refusal("dir \"a\\x00b\"", "dir: argument must not contain a zero byte"),
    Refusal("databases 17", "databases: argument must be between 1 and 16 inclusive"),
    Refusal("client-output-buffer-limit", "client-output-buffer-limit: needs a value"),
    Refusal(
      "client-output-buffer-limit normal 1mb 0",
      "client-output-buffer-limit: Wrong number of arguments in buffer limit configuration."),
    Refusal(
      "client-output-buffer-limit master 1mb 0 0",
      "client-output-buffer-limit: Invalid client class specified in buffer limit configuration."),
    Refusal(
      "client-output-buffer-limit pubsub 1mb x 0",
      "client-output-buffer-limit: Error in hard, soft or soft_seconds setting in buffer limit "
        + "configuration."),
    Refusal(
      "client-output-buffer-limit pubsub 1mb 0 -1",
      "client-output-buffer-limit: Error in hard, soft or soft_seconds setting in buffer limit "
        + "configuration."),
    Refusal("dir \"a", "unbalanced quotes or text that is not UTF-8"),
    Refusal("dir \"a\"b", "unbalanced quotes or text that is not UTF-8"),
    Refusal("dir \"\\xff\"", "unbalanced quotes or text that is not UTF-8"),
  ]

  @Test(arguments: refusals)
  func refusesTheLineWithItsNumberAndReason(_ refusal: Refusal) {
    let text = "# a comment\n\nport 6380\n\(refusal.line)\nport 6381\n"
    #expect(complaint(about: text) == "test.conf:4: \(refusal.reason)")
  }

  @Test func immortalEntriesAreRefusedWithASentence() throws {
    let reason = try #require(complaint(about: "default-ttl 0"))
    #expect(reason.hasPrefix("test.conf:1: default-ttl: 0 would make a save without an expiry"))
    #expect(reason.contains("nothing is immortal here"))
  }

  @Test(arguments: [
    "max-ttl 1h\nport 1", "default-ttl 500d", "max-value-size 4mb\nmaxmemory 8mb",
    "client-output-buffer-limit 512kb", "max-value-size 16mb\nclient-query-buffer-limit 2mb",
    "unixsocket \"\"\nport 0", "maxdisk 128mb", "maxmemory 16gb\njournal-size 8gb",
  ])
  func rulesBetweenSettingsBlameTheLineThatBrokeThem(_ text: String) throws {
    let reason = try #require(complaint(about: text))
    let wantedLine = text.contains("\nport 1") || !text.contains("\n") ? 1 : 2
    #expect(reason.hasPrefix("test.conf:\(wantedLine): "), "\(reason)")
  }

  @Test func rulesBetweenSettingsDoNotDependOnTheirOrder() throws {
    let text = "default-ttl 500d\nmax-ttl 600d\nmax-value-size 16mb\nmaxmemory 64mb\n"
    let configuration = try Configuration.parse(Array(text.utf8), named: "test.conf")
    #expect(configuration.rendered("default-ttl") == "43200000")
  }

  @Test(arguments: [
    "requirepass s3cret and more", "requirepass \"s3cret\" # it", "requirepas s3cret",
    "requirepass 's3cret", "requirepass s3cret\\x\"",
    "requirepass s3cret" + String(repeating: "s3cret", count: 100),
  ])
  func noErrorRepeatsThePassword(_ line: String) throws {
    let reason = try #require(complaint(about: line))
    #expect(!reason.contains("s3cret"))
  }

  @Test func aRefusedValueLeavesTheOldOne() {
    var configuration = Configuration()
    #expect(throws: ConfigurationError.self) {
      try configuration.apply(name: "maxmemory", arguments: ["1"])
    }
    #expect(configuration == Configuration())
  }

  private func complaint(about text: String) -> String? {
    do throws(ConfigurationError) {
      _ = try Configuration.parse(Array(text.utf8), named: "test.conf")
      return nil
    } catch {
      return error.description
    }
  }
}
