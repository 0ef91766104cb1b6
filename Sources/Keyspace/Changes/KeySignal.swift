/// Word that a key has changed, for whoever watches keys: transactions, client-side caches,
/// keyspace notifications.
///
/// A deadline that slides because the value was read is no change and sends no word.
public struct KeySignal: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Saved, or given another lifetime by a command.
    case changed
    /// Removed by a command.
    case removed
    /// Removed because its deadline had come.
    case expired
    /// Removed before its deadline because the disk has no room for it.
    case evicted
    /// Removed with all keys of its database.
    case flushed
    /// Keys of one database have been `flushed`; `key` is empty.
    case emptied
    /// Every key of every database is gone; `key` is empty.
    case removedAll
    /// Two databases have exchanged their numbers; `key` is empty.
    case swapped
  }

  public let kind: Kind
  /// The number by which clients knew the key's database.
  public let number: UInt8
  public let key: [UInt8]
  /// Whether a change made the key.
  public var isNew = false
}
