import Testing

@testable import Configuration

/// Lines of a redis.conf: taken where they mean nothing here, refused where somebody relies on them.
struct RedisDirectiveTests {
  private let directory: ConfigurationDirectory

  init() throws { directory = try ConfigurationDirectory() }

  @Test(arguments: [
    "daemonize yes", "PIDFILE /run/redis/redis-server.pid", "save 3600 1 300 100", "appendonly yes",
    "appendfsync everysec", "cluster-enabled no", "tls-port 0", "replicaof no one", "hz 10",
    "replica-read-only yes", "hash-max-listpack-entries 128", "oom-score-adj-values 0 200 800",
    "io-threads 4", "maxmemory-policy allkeys-lru",
  ])
  func aLineThatMeansNothingHereChangesNothingAndIsNamed(line: String) throws {
    let file = try directory.write("\(line)\nport 6380\n\(line)\n", to: "redis.conf")
    var expected = Configuration()
    expected.port = 6380
    #expect(try Configuration.load(file: file, flags: []) == expected)
    let name = String(line.prefix { $0 != " " }).lowercased()
    #expect(try Configuration.directivesWithoutEffect(file: file, flags: []) == [name])
  }

  @Test(arguments: [
    ("tls-port 6380", "there is no TLS here"), ("tls-cert-file /a", "there is no TLS here"),
    ("cluster-enabled yes", "there is no cluster"), ("replicaof 10.0.0.1 6379", "no replicas"),
    ("min-replicas-to-write 1", "no replicas"), ("rename-command FLUSHALL \"\"", "-COMMAND"),
    ("appendfsync always", "write durability always"), ("loadmodule /a.so", "there are no modules"),
    ("proto-max-bulk-len 1mb", "write max-value-size"),
    ("sentinel monitor a 127.0.0.1 1 2", "no replicas to watch"),
  ])
  func aLineThatSomebodyReliesOnIsRefusedWithWhatToDo(line: String, advice: String) throws {
    let file = try directory.write("port 1\n\(line)\n", to: "redis.conf")
    let error = #expect(throws: ConfigurationError.self) {
      try Configuration.load(file: file, flags: [])
    }
    let said = try #require(error?.description)
    #expect(said.hasPrefix("\(file):2: '"))
    #expect(said.contains("' has no meaning here: ") && said.contains(advice), "\(said)")
  }

  @Test func noSettingIsHiddenByRedisMeaning() {
    for setting in Setting.all { #expect(RedisDirective.named(setting.name) == nil) }
  }

  @Test func theDefaultsAndFlagsOfOursHaveEffect() throws {
    let shipped = ShippedFileTests.path
    #expect(try Configuration.directivesWithoutEffect(file: shipped, flags: ["--port", "1"]) == [])
    #expect(try Configuration.directivesWithoutEffect(file: nil, flags: ["--hz", "9"]) == ["hz"])
  }
}
