/// One change read back from the crash journal; a view of the payload it was decoded from.
struct ChangeRecord {
  enum Kind: UInt8 {
    case save = 1
    case remove = 2
    case removeAll = 3
    /// Numbers stand for other databases.
    case databases = 4
    /// The key has another lifetime and the value that it had.
    case lifetime = 5
  }

  var kind: Kind
  var database: UInt8
  var key: UnsafeRawBufferPointer
  var value: UnsafeRawBufferPointer
  var lifetime: Lifetime

  /// Decodes the record at `offset` and moves `offset` behind it; nil when the bytes are no record.
  /// A frame that passed its checksum holds only records, so nil means a foreign or newer file.
  init?(_ bytes: UnsafeRawBufferPointer, at offset: inout Int) {
    guard bytes.count - offset >= ChangeBuffer.headBytes else { return nil }
    let first = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: first)) else { return nil }
    self.kind = kind
    guard first >> 8 < Key.databaseCount else { return nil }
    database = UInt8(truncatingIfNeeded: first >> 8)
    let keyLength = Int(ChangeRecord.load(bytes, offset + 4) as UInt32)
    let valueLength = Int(ChangeRecord.load(bytes, offset + 8) as UInt32)
    var position = offset + ChangeBuffer.headBytes
    lifetime = .absolute(deadlineMs: 0)
    if kind == .save || kind == .lifetime {
      guard bytes.count - position >= ChangeBuffer.lifetimeBytes else { return nil }
      lifetime = Lifetime(
        deadlineMs: ChangeRecord.load(bytes, position),
        windowMs: ChangeRecord.load(bytes, position + 8),
        capMs: ChangeRecord.load(bytes, position + 16))
      guard lifetime.isRepresentable else { return nil }
      position += ChangeBuffer.lifetimeBytes
    }
    guard keyLength <= Key.maxLength, valueLength <= Entry.maxValueLength,
      bytes.count - position >= keyLength + valueLength
    else { return nil }
    key = UnsafeRawBufferPointer(rebasing: bytes[position..<position + keyLength])
    value = UnsafeRawBufferPointer(
      rebasing: bytes[position + keyLength..<position + keyLength + valueLength])
    if kind == .databases && databases == nil { return nil }
    offset = position + keyLength + valueLength
  }

  /// The map that a record of kind `databases` holds.
  var databases: DatabaseMap? {
    guard key.isEmpty && value.count == ChangeBuffer.mapBytes else { return nil }
    return DatabaseMap(rawValue: ChangeRecord.load(value, 0))
  }

  private static func load<T: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> T {
    T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
  }
}

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
