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
