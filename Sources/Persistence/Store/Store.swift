public import Keyspace

/// The token database of a data directory.
public enum Store {
  /// Locks `directory` and opens its `tokens.db`, creating it if there is none.
  ///
  /// - Throws: `.locked` with the other process's number, `.foreign`, `.newerVersion` or `.damaged` with
  ///   one line that says what to do; an unusable file is left as it is.
  public static func open(
    directory: String, options: StoreOptions
  ) throws(StorageError) -> OpenedStore { fatalError() }
}

/// An open store: hand `writer` to the writer queue and readers to their own queues.
public struct OpenedStore: Sendable {
  public let writer: StoreWriter
  public let contents: StoreContents

  /// A reader with its own connection.
  public func makeReader() throws(StorageError) -> StoreReader { fatalError() }
}

/// What the store held when it was opened.
public struct StoreContents: Sendable {
  public let states: [SegmentState]
  public let nextRow: UInt64
  public let journalThrough: UInt64
  public let hashSeed: HashSeed
  /// Keys, lifetimes and hashes (no values) of the open segment's rows, dead ones included; the other
  /// segments have an index to load.
  public let tail: RowBatch

  public func makeCatalog() -> Catalog { fatalError() }
}
