extension Setting {
  /// Every setting, in the order of the shipped configuration file.
  public static let all =
    network + access + bounds + lifetimes + persistence + messages + diagnostics + log

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The setting of that name, in any case.
  public static func named(_ name: String) -> Setting? { byName[name.lowercased()] }

  private static let network = [
    Setting("bind", \.bindAddresses, .addresses(atMost: 16), "addresses to listen on"),
    Setting("port", \.port, .number(in: 0...65_535), "TCP port; 0 for no TCP"),
    Setting(
      "tcp-backlog", \.tcpBacklog, .number(in: 1...65_535), "connections waiting to be accepted"),
    // Linux: sun_path is 108 bytes with its closing zero. https://man7.org/linux/man-pages/man7/unix.7.html
    Setting("unixsocket", \.unixSocketPath, .text("PATH", maxBytes: 107), "path of a Unix socket"),
    Setting("unixsocketperm", \.unixSocketMode, .fileMode, "permission bits of the Unix socket"),
    Setting(
      "unixsocket-peers", \.unixSocketPeers, .peers(atMost: 64), isLive: true,
      "users and groups whose processes the Unix socket serves; all if empty"),
    Setting(
      "timeout", \.idleTimeoutMs, .time(in: 0...years(1)), isLive: true,
      "close a client after this much silence; 0 never"),
    Setting(
      "tcp-keepalive", \.tcpKeepaliveMs, .time(in: 0...years(1)).refusing(partsOfSeconds),
      isLive: true, "time between TCP keepalive probes; 0 for none"),
  ]

  private static let access = [
    Setting(
      "requirepass", \.password, .anyText("PASSWORD", maxBytes: 512), isLive: true, isSecret: true,
      "password that clients must give"),
    Setting(
      "protected-mode", \.isProtected, .yesOrNo, isLive: true,
      "without a password serve only clients on this machine"),
    Setting(
      "user", lines: \.users, atMost: UserDefinition.limit, .user, isSecret: true,
      "a user, its passwords and what it may do"),
    Setting(
      "aclfile", \.userFilePath, .text("PATH", maxBytes: 3_072),
      "file of users, for ACL LOAD and ACL SAVE"),
    Setting(
      "acllog-max-len", \.refusalLogLength, .number(in: 0...1_000), isLive: true,
      "refused requests that ACL LOG remembers"),
    Setting(
      "acl-pubsub-default", \.newUserChannels, .choice, isLive: true,
      "whether a new user may use every channel"),
  ]

  private static let bounds = [
    Setting(
      "maxmemory", \.maxMemoryBytes, .size(in: (8 << 20)...(1 << 40)), isLive: true,
      "cap on entries, indexes, client buffers and database cache together"),
    Setting(
      "maxdisk", \.maxDiskBytes, .size(in: (64 << 20)...(1 << 50)), isLive: true,
      "cap on database, its log and the crash journal together"),
    Setting(
      "maxdisk-policy", \.diskPolicy, .choice, isLive: true,
      "at maxdisk: entries nearest their deadline go, or writes are refused"),
    Setting(
      "max-value-size", \.maxValueSizeBytes, .size(in: (1 << 10)...(16 << 20)), isLive: true,
      "largest value that may be saved"),
    Setting(
      "maxclients", \.maxClients, .number(in: 1...1_000_000), isLive: true,
      "clients connected at once"),
    Setting(
      "client-output-buffer-limit", merging: \.clientOutputLimits,
      syntax: "CLASS HARD SOFT SECONDS",
      { (words, limits) throws(MalformedValue) in try limits.merge(words) },
      render: { $0.text { String($0) } }, spell: { $0.text(ByteSize.spell) }, isLive: true,
      "replies that may wait for one client before it is dropped"),
    Setting(
      "client-query-buffer-limit", \.clientQueryLimitBytes, .size(in: (1 << 20)...(1 << 30)),
      isLive: true, "unfinished request that one client may send before it is dropped"),
    Setting("databases", \.databaseCount, .number(in: 1...16), "number of databases"),
  ]

  private static let lifetimes = [
    Setting(
      "default-ttl", \.defaultTtlMs, .windowTime, isLive: true,
      "sliding window of a save that names no expiry"),
    Setting(
      "max-ttl", \.maxTtlMs, .capTime, isLive: true,
      "the furthest that any deadline may lie ahead"),
    Setting(
      "sliding", \.sliding, .choice, isLive: true, "what re-arms a sliding window: reads or saves"),
    Setting(
      "policy", lines: \.policies, atMost: LifetimePolicy.limit, .policy, isLive: true,
      "lifetimes of keys that match a pattern; the first match counts"),
  ]

  private static let persistence = [
    Setting(
      "dir", \.directory, .text("PATH", maxBytes: 3_072).refusing(emptiness),
      "directory of the database and the journal"),
    Setting(
      "durability", \.durability, .choice, isLive: true, "what an acknowledged write survives"),
    Setting(
      "journal-size", \.journalSizeBytes, .size(in: (1 << 20)...(16 << 30)),
      "size of the crash journal, at most half of maxmemory"),
    Setting(
      "journal-damage", \.journalDamage, .choice,
      "whether a start fails or goes on without changes that a damaged journal has lost"),
    Setting(
      "flush-interval", \.flushIntervalMs, .time(in: 10...60_000), isLive: true,
      "time between writes to the database"),
    Setting(
      "backup-file", \.backupFile, .text("NAME", maxBytes: 200).refusing(misplacement),
      isLive: true, "name of the copy that SAVE and BGSAVE make in dir"),
  ]

  private static let messages = [
    Setting(
      "notify-keyspace-events", \.keyEvents, .keyEvents, isLive: true,
      "changes of keys that listening clients are told")
  ]

  private static let diagnostics = [
    Setting(
      "slowlog-log-slower-than", \.slowlogSlowerThanMicroseconds, .number(in: -1...Int.max),
      isLive: true, "microseconds above which a command is slow; -1 for never"),
    Setting(
      "slowlog-max-len", \.slowlogMaxCount, .number(in: 0...10_000), isLive: true,
      "slow commands that are remembered"),
    Setting(
      "latency-monitor-threshold", \.latencyThresholdMs, .number(in: 0...86_400_000),
      isLive: true, "milliseconds from which an event is remembered; 0 for never"),
    Setting(
      "latency-tracking", \.tracksLatency, .yesOrNo, isLive: true,
      "count how long the calls of each command take"),
    Setting(
      "latency-tracking-info-percentiles", \.latencyPercentiles, .percentiles, isLive: true,
      "percentiles of those times in INFO"),
  ]

  private static let log = [
    Setting("loglevel", \.logLevel, .choice, isLive: true, "least important message to log")
  ]
}

private func years(_ count: Int64) -> Int64 { count * 365 * 86_400_000 }

private let partsOfSeconds: @Sendable (Int64) -> String? = { ms in
  ms % 1_000 == 0 ? nil : "argument must be whole seconds"
}

private let misplacement: @Sendable (String) -> String? = { name in
  if name.isEmpty { return "needs a name" }
  if name.contains("/") { return "is a name in dir, not a path" }
  return name == "." || name == ".." || name.hasPrefix("tokens.") || name.hasPrefix("tokencached.")
    ? "would replace a file of the daemon itself" : nil
}

private let emptiness: @Sendable (String) -> String? = { text in
  text.isEmpty ? "needs a path" : nil
}
