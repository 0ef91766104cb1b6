/// A key as the keyspace knows it: database, bytes and their keyed hash.
///
/// A view: the bytes belong to the caller (a client's query buffer, a row batch) and must outlive
/// the call that the key is passed to.
public struct Key {
  public let bytes: UnsafeRawBufferPointer
  /// The database in which it is kept; `DatabaseMap` tells the number that clients know it by.
  public let database: UInt8
  /// Keyed hash of database and bytes; its low four bits are the database.
  public let hash: UInt64

  @inlinable
  init(bytes: UnsafeRawBufferPointer, database: UInt8, hash: UInt64) {
    self.bytes = bytes
    self.database = database
    self.hash = hash
  }

  /// The longest key that an entry can hold, in bytes.
  public static let maxLength = 64 * 1024
  /// Databases that `SELECT` can name.
  public static let databaseCount = 16
}

/// The secret that keys the hash, so that nobody outside can choose keys that collide.
///
/// It is created with the store and kept there, because rows are found by hash after a restart.
public struct HashSeed: Sendable, Equatable {
  public var first: UInt64
  public var second: UInt64

  public init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }
}

/// Hashes keys by folding 128-bit products: two words of the key per multiplication.
public struct KeyHasher: Sendable {
  private let seed: HashSeed

  public init(seed: HashSeed) { self.seed = seed }

  /// The hash of `bytes` in `database`. The low four bits hold the database number, so that it can
  /// be read off a hash whose key is only on disk; the index uses the high bits.
  ///
  /// Complexity: O(`bytes.count`).
  public func hash(_ bytes: UnsafeRawBufferPointer, database: UInt8) -> UInt64 {
    var state = seed.first ^ (UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15)
    var offset = 0
    while bytes.count - offset > 16 {
      state = fold(word(bytes, offset) ^ seed.second, word(bytes, offset + 8) ^ state)
      offset += 16
    }
    let (low, high) = tail(bytes, offset)
    state = fold(low ^ seed.second ^ UInt64(database), high ^ state)
    state = fold(state ^ 0xD6E8_FEB8_6659_FD93, seed.second)
    return (state & ~15) | UInt64(database & 15)
  }

  @inline(__always)
  private func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inline(__always)
  private func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// The last 0 to 16 bytes as two words; words overlap where fewer than 16 are left.
  @inline(__always)
  private func tail(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> (UInt64, UInt64) {
    let left = bytes.count - offset
    if left >= 8 { return (word(bytes, offset), word(bytes, bytes.count - 8)) }
    var low: UInt64 = 0
    for index in 0..<left { low |= UInt64(bytes[offset + index]) &<< UInt64(index * 8) }
    return (low, 0)
  }
}
