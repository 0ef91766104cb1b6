/// Everything the operator decides, as one value.
///
/// A fresh value holds the defaults. Units stand last in the names. Which text sets which field,
/// and within which limits, is data: see ``Setting``.
public struct Configuration: Sendable, Equatable {
  // MARK: Network

  /// Addresses to listen on: numeric IPv4 or IPv6, `*` or `::*` for all. A leading `-` means that
  /// the address may be missing on this machine.
  public var bindAddresses = ["127.0.0.1"]
  /// TCP port, or 0 for no TCP.
  public var port = 6379
  public var tcpBacklog = 511
  /// Path of the Unix socket, or nothing for none.
  public var unixSocketPath = ""
  public var unixSocketMode = 0o700
  /// Which processes the Unix socket serves; nothing for all that may open it.
  public var unixSocketPeers: [PeerRule] = []
  /// 0 never closes an idle client.
  public var idleTimeoutMs: Int64 = 0
  /// 0 sends no keepalive probes.
  public var tcpKeepaliveMs: Int64 = 300_000

  // MARK: Access

  /// Password of the default user, or nothing for none.
  public var password = ""
  public var isProtected = true
  /// Users of the file; there are none when ``userFilePath`` names another file for them.
  public var users: [UserDefinition] = []
  /// The file of ACL LOAD and ACL SAVE, or nothing for none.
  public var userFilePath = ""
  public var refusalLogLength = 128
  public var newUserChannels = NewUserChannels.reset

  // MARK: Bounds

  public var maxMemoryBytes = 256 << 20
  /// Database, its log and the crash journal together.
  public var maxDiskBytes = 4 << 30
  public var diskPolicy = DiskPolicy.volatileTtl
  public var maxValueSizeBytes = 1 << 20
  public var maxClients = 10_000
  public var clientOutputLimits = OutputBufferLimits()
  public var clientQueryLimitBytes = 32 << 20
  public var databaseCount = 16

  // MARK: Lifetimes

  public var defaultTtlMs: Int64 = 24 * 3_600_000
  public var maxTtlMs: Int64 = 400 * 86_400_000
  public var sliding = Sliding.access
  /// Lifetimes by kind of key, in the order of their lines: the first whose pattern matches counts.
  public var policies: [LifetimePolicy] = []

  // MARK: Persistence

  /// Directory of the database and the crash journal.
  public var directory = "."
  public var durability = Durability.everySecond
  /// What was asked for; ``journalCapacityBytes`` is what the journal gets.
  public var journalSizeBytes = 128 << 20
  public var flushIntervalMs: Int64 = 1_000
  /// What a start does about a damaged journal.
  public var journalDamage = JournalDamage.refuse
  /// Name of the copy that SAVE and BGSAVE make in ``directory``.
  public var backupFile = "tokens-backup.db"

  // MARK: Messages

  /// Which changes of keys are told to listening clients.
  public var keyEvents: KeyEventClasses = []

  // MARK: Diagnostics

  /// Commands that take longer are logged; negative for none, 0 for all.
  public var slowlogSlowerThanMicroseconds = 10_000
  public var slowlogMaxCount = 128
  /// Events that take at least this long are remembered; 0 for none.
  public var latencyThresholdMs = 0
  /// Whether the spread of each command's times is counted.
  public var tracksLatency = true
  /// What INFO tells of that spread, each a number from 0 to 100.
  public var latencyPercentiles = ["50", "99", "99.9"]

  // MARK: Log

  public var logLevel = LogLevel.notice

  /// The defaults.
  public init() {}

  /// Size of the crash journal: what was asked for, but no more than half of `maxmemory`, because
  /// the file's pages are memory too, and never less than a megabyte.
  public var journalCapacityBytes: Int {
    max(1 << 20, min(journalSizeBytes, maxMemoryBytes / 2))
  }

  /// What all users and their rules may take in memory, and so what CONFIG REWRITE and ACL SAVE have
  /// to write.
  public var userLimitBytes: Int { min(maxMemoryBytes / 16, 16 << 20) }

  /// What no limit of replies may exceed, not even none: the share of `maxmemory` that all clients
  /// have together.
  public var clientOutputCeilingBytes: Int { maxMemoryBytes / 4 }

  /// The least that `maxdisk` may be: the journal, and beside it room in which the database can
  /// still be compacted while it is full.
  public var minDiskBytes: Int { journalCapacityBytes + (64 << 20) + 4 * maxValueSizeBytes }
}
