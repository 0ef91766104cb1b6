public import Keyspace

/// Hashes a key of a database; the same function for as long as the file lives.
public typealias KeyHash =
  @Sendable (_ seed: HashSeed, _ database: UInt8, _ key: UnsafeRawBufferPointer) -> UInt64

/// How to open a store.
public struct StoreOptions: Sendable {
  /// Computes the hashes of rows that are read back.
  public var hash: KeyHash
  public var writerCacheBytes = 8 * 1024 * 1024
  public var readerCacheBytes = 8 * 1024 * 1024
  /// Size of a database page in bytes, for a new file.
  public var pageBytes = 16 * 1024
  /// Where the files are.
  public var system = FileSystem.system

  public init(hash: @escaping KeyHash) { self.hash = hash }
}
