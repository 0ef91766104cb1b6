/// What becomes of a line that Redis knows and that is no setting here, so that a redis.conf can be
/// brought along: it is taken because nothing depends on it, or refused with what to do instead.
///
/// Refused is whatever its author relies on: that a command is gone, that traffic is encrypted, that
/// another server has a copy.
struct RedisDirective: Sendable {
  /// Values that ask for nothing which is not so anyway.
  private let harmless: Set<String>
  /// What to do instead; nil when every value is harmless.
  let advice: String?

  private init(harmless: Set<String> = [], advice: String?) {
    self.harmless = harmless
    self.advice = advice
  }

  /// Changes nothing, whatever its value is.
  static let withoutEffect = RedisDirective(advice: nil)

  static func refused(unless harmless: String..., advice: String) -> RedisDirective {
    RedisDirective(harmless: Set(harmless), advice: advice)
  }

  /// Whether a line with these words may stand in the file.
  func takes(_ arguments: [String]) -> Bool {
    advice == nil || harmless.contains(arguments.joined(separator: " ").lowercased())
  }

  /// The directive of that name, in any case, or nil if Redis has none or it is a setting here.
  static func named(_ name: String) -> RedisDirective? {
    let name = name.lowercased()
    if let known = table[name] { return known }
    return families.first { name.hasPrefix($0.prefix) }?.directive
  }
}

/// Names and meanings: https://github.com/redis/redis/blob/7.2/redis.conf
extension RedisDirective {
  static let table: [String: RedisDirective] = {
    let taken = Dictionary(uniqueKeysWithValues: idle.map { ($0, withoutEffect) })
    return taken.merging(advised) { _, advised in advised }
  }()

  /// Directives that share the beginning of their names.
  static let families: [(prefix: String, directive: RedisDirective)] = [
    ("tls-", .refused(advice: noTLS)),
    ("cluster-", .withoutEffect), ("repl-", .withoutEffect), ("replica-", .withoutEffect),
    ("slave-", .withoutEffect), ("lazyfree-", .withoutEffect), ("active-defrag-", .withoutEffect),
    ("hash-max-", .withoutEffect), ("list-", .withoutEffect), ("set-max-", .withoutEffect),
    ("zset-max-", .withoutEffect), ("stream-node-", .withoutEffect), ("aof-", .withoutEffect),
    ("auto-aof-", .withoutEffect), ("lfu-", .withoutEffect), ("rdb-", .withoutEffect),
    ("oom-score-adj", .withoutEffect), ("jemalloc-", .withoutEffect), ("syslog-", .withoutEffect),
    ("sentinel", .refused(advice: "there are no replicas to watch; systemd restarts the daemon")),
  ]

  private static let advised: [String: RedisDirective] = [
    "tls-port": .refused(unless: "0", advice: noTLS),
    "cluster-enabled": .refused(unless: "no", advice: "there is no cluster: one process, one dir"),
    "replicaof": .refused(unless: "no one", advice: noReplicas),
    "slaveof": .refused(unless: "no one", advice: noReplicas),
    "min-replicas-to-write": .refused(unless: "0", advice: noReplicas),
    "min-slaves-to-write": .refused(unless: "0", advice: noReplicas),
    "rename-command": .refused(
      advice: "give users the commands they need instead: user NAME … -COMMAND"),
    "loadmodule": .refused(advice: "there are no modules"),
    "appendfsync": .refused(
      unless: "everysec", "no", advice: "write durability always, or everysec or none"),
    "proto-max-bulk-len": .refused(advice: "write max-value-size"),
    "maxmemory-clients": .refused(
      unless: "0", "25%", advice: "the buffers of all clients never exceed a quarter of maxmemory"),
    "enable-debug-command": .refused(unless: "no", advice: "there is no DEBUG"),
    "enable-module-command": .refused(unless: "no", advice: "there are no modules"),
  ]

  private static let noTLS =
    "there is no TLS here: use a unixsocket, a private network or a tunnel"
  private static let noReplicas =
    "there are no replicas: copy the database with BGSAVE, see backup-file"

  /// Files and processes that do not exist here, tuning of what works otherwise here.
  private static let idle = [
    // It stays in the foreground, logs to standard error, and never forks.
    "daemonize", "pidfile", "supervised", "logfile", "always-show-logo", "set-proc-title",
    "proc-title-template", "crash-log-enabled", "crash-memcheck-enabled", "disable-thp",
    "ignore-warnings", "shutdown-timeout", "shutdown-on-sigint", "shutdown-on-sigterm",
    "server_cpulist", "bio_cpulist", "aof_rewrite_cpulist", "bgsave_cpulist", "locale-collate",
    // Everything is written to the database at all times.
    "save", "dbfilename", "appendonly", "appendfilename", "appenddirname",
    "no-appendfsync-on-rewrite", "rdbcompression", "rdbchecksum", "sanitize-dump-payload",
    "stop-writes-on-bgsave-error",
    // What exceeds maxmemory is served from the disk, whatever the policy.
    "maxmemory-policy", "maxmemory-samples", "maxmemory-eviction-tenacity", "active-expire-effort",
    "activedefrag", "activerehashing", "hll-sparse-max-bytes", "tracking-table-max-keys",
    // One engine, which sleeps while nothing happens.
    "hz", "dynamic-hz", "io-threads", "io-threads-do-reads", "busy-reply-threshold",
    "lua-time-limit", "max-new-connections-per-cycle", "bind-source-addr", "socket-mark-id",
    "enable-protected-configs", "masterauth", "masteruser", "min-replicas-max-lag",
    "min-slaves-max-lag", "propagation-error-behavior",
  ]
}
