/// Every entry that lives, where it is, and when it dies.
///
/// The keyspace knows no clock, queue, file or client: callers pass `nowMs`, take the changes out
/// and bring cold rows in. It is confined to whoever owns it.
///
/// A key is hot (its entry is in the arena), cold (only its row in the store is known) or absent,
/// and one index tells which, so a miss never asks the store. Operations on entries see hot ones
/// only: whoever runs a command first asks `residency(of:)` and brings cold keys in.
public struct Keyspace: ~Copyable {
  /// The rule for keys that no policy matches. Rule and policies may change while running; an entry
  /// keeps what was decided at its last save until the next one.
  public var rule: LifetimeRule
  /// Rules for kinds of key.
  public var policies = LifetimePolicies.none
  /// Records of the current turn for the crash journal.
  public var changes: ChangeBuffer
  public var counters = KeyspaceCounters()
  /// Whether anyone wants to know which keys change; costs one test a change while nobody does.
  public var signalsWanted = false
  /// The cap that everything in memory together keeps, in bytes.
  public var memoryLimit: Int
  /// Memory held outside the keyspace that counts towards the cap: client buffers, page caches.
  public var externalBytes = 0
  /// What the crash journal can take.
  public var journalRoom = JournalRoom.unlimited
  /// Whether changes that need space on disk are refused.
  public var isDiskFull = false
  /// What the numbers that clients know stand for. `swapDatabases` changes it for good; set it only
  /// to what the store says, or for a moment to look at keys as they will be.
  public var databases = DatabaseMap.identity
  /// Whether the store does not know `databases` yet as it is.
  public internal(set) var isMapDirty = false
  /// False from a start until every row in the store is known to the index.
  public internal(set) var isIndexComplete = true
  /// Whether rows of keys that the replay has saved may still turn up.
  var mayMeetOldRows = false

  var signals: [KeySignal] = []
  var index = HashIndex()
  var arena = Arena()
  var wheel: TimerWheel
  var dirty = DirtyQueue()
  let hasher: KeyHasher
  var slid = SlidDeadlines()
  /// Rows that hold no entry any more, for the store to learn about.
  var deadRows: [UInt64] = []
  /// Rows up to this one are readable from the store.
  var committedRow: UInt64 = 0
  /// The newest row number handed out; tells which 2^39 rows the short numbers mean.
  var newestRow: UInt64 = 0
  var dirtyBytes = 0
  var capturedBytes = 0
  var coldCount = 0
  var tombstoneCount = 0
  /// Entries in memory without their value.
  var keyOnlyCount = 0
  /// Rows dropped as damaged, not yet told of.
  var unreadableCount = 0
  var databaseCounts = [Int](repeating: 0, count: Key.databaseCount)

  public init(seed: HashSeed, rule: LifetimeRule, memoryLimit: Int, nowMs: Int64) {
    hasher = KeyHasher(seed: seed)
    self.rule = rule
    self.memoryLimit = memoryLimit
    wheel = TimerWheel(nowMs: nowMs)
    changes = ChangeBuffer()
  }

  /// The key in the database that a client knows by `number`, with its hash.
  /// Complexity: O(`bytes.count`).
  public func key(_ bytes: UnsafeRawBufferPointer, number: UInt8) -> Key {
    key(bytes, database: databases.database(of: number))
  }

  /// The key in a database as rows and records name it, whatever number that has at present.
  public func key(_ bytes: UnsafeRawBufferPointer, database: UInt8) -> Key {
    Key(bytes: bytes, database: database, hash: hasher.hash(bytes, database: database))
  }

  /// The rule that the next deadline of a key follows.
  @inline(__always)
  public func rule(for key: UnsafeRawBufferPointer) -> LifetimeRule {
    if policies.isEmpty { return rule }
    return policies.position(of: key).map { policies.policies[$0].rule } ?? rule
  }

  /// Whether there is word of changes to take.
  public var hasSignals: Bool { !signals.isEmpty }

  /// Which keys changed since the last call, in order.
  public mutating func takeSignals() -> [KeySignal] {
    defer { signals.removeAll(keepingCapacity: true) }
    return signals
  }

  @inline(__always)
  mutating func signal(
    _ kind: KeySignal.Kind, _ database: UInt8, _ key: UnsafeRawBufferPointer, isNew: Bool = false
  ) {
    guard signalsWanted else { return }
    let number = databases.number(of: database)
    signals.append(KeySignal(kind: kind, number: number, key: [UInt8](key), isNew: isNew))
  }

  /// Entries in all databases, hot and cold.
  public var count: Int { index.count - tombstoneCount }

  /// Entries in one database as rows name it, hot and cold.
  public func count(database: UInt8) -> Int { databaseCounts[Int(database)] }

  /// Entries in the database that clients know by `number`, hot and cold.
  public func count(number: UInt8) -> Int { databaseCounts[Int(databases.database(of: number))] }
}

/// One hot entry as callers see it; valid until the next mutating call to the keyspace.
public struct EntryView {
  let entry: Entry

  public var key: UnsafeRawBufferPointer { UnsafeRawBufferPointer(entry.key) }
  public var value: UnsafeRawBufferPointer {
    assert(!entry.isKeyOnly, "a command read a value that it had not asked for")
    return UnsafeRawBufferPointer(entry.value)
  }
  public var database: UInt8 { entry.database }
  public var lifetime: Lifetime { entry.lifetime }
  /// When the value was last read or saved, in wall-clock ms.
  public var lastAccessMs: Int64 { entry.lastAccessMs }
  /// Uses since the entry entered its eviction queue, 0 to 3.
  public var useCount: Int { Int(entry.useCount) }
  /// Bytes the entry takes in memory: header, key and value, and its slot in the index.
  public var memoryBytes: Int { entry.blockBytes + MemoryLayout<Slot>.stride }
}

/// What happened, as numbers that only grow; reset by `CONFIG RESETSTAT`.
public struct KeyspaceCounters: Sendable, Equatable {
  /// Reads of a value that found it, and that did not.
  public var hits: UInt64 = 0
  public var misses: UInt64 = 0
  /// Entries that reached their deadline, in memory or on disk.
  public var expired: UInt64 = 0
  /// Sum and maximum of the time from deadline to removal of entries in memory, in ms.
  public var expiryLagTotalMs: UInt64 = 0
  public var expiryLagMaxMs: UInt64 = 0
  /// Entries that went before their deadline because the disk had no room for them.
  public var evicted: UInt64 = 0
  /// Entries that left memory and are served from the store.
  public var demoted: UInt64 = 0
  /// Entries brought back from the store by a read.
  public var promoted: UInt64 = 0
  /// Saves that named no expiry and got the backstop.
  public var backstops: UInt64 = 0
  /// Deadlines pulled back to `max-ttl`.
  public var clamps: UInt64 = 0
  /// Saves and reads that moved a deadline in memory and wrote nothing.
  public var elidedWrites: UInt64 = 0

  public init() {}
}
