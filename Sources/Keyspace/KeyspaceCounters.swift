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
