public import Keyspace

/// The token database of a data directory.
public enum Store {
  /// Locks `directory` and opens its `tokens.db`, creating it if there is none.
  ///
  /// - Throws: `.locked` with the other process's number, `.foreign`, `.newerVersion` or `.damaged` with
  ///   one line that says what to do; an unusable file is left as it is.
  public static func open(
    directory: String, options: StoreOptions
  ) throws(StorageError) -> OpenedStore {
    let lock = try DirectoryLock(directory: directory, in: options.system)
    let file = DatabaseFile(directory: directory, in: options.system)
    // SQLite's own words say neither which file nor what to do.
    do throws(StorageError) {
      try file.prepare(pageBytes: options.pageBytes)
      return try open(file, lock, options)
    } catch  where error.cause == .diskFull {
      throw file.full(error.message)
    } catch  where error.code != 0 && (error.cause == .damaged || error.cause == .foreign) {
      throw file.damaged(error.message)
    }
  }

  private static func open(
    _ file: DatabaseFile, _ lock: DirectoryLock, _ options: StoreOptions
  ) throws(StorageError) -> OpenedStore {
    let database = try Database(path: file.path, readOnly: false, vfsName: file.system.vfsName)
    try database.configureWriter(cacheBytes: options.writerCacheBytes)
    let loader = StoreLoader(database: database, file: file)
    try loader.requireVersion()
    let seed = try loader.hashSeed()
    let hash = options.hash
    let hashKey: SeededHash = { hash(seed, $0, $1) }
    let contents = try loader.load(seed: seed, hashKey: hashKey)
    let writer = try StoreWriter(
      database: database, file: file, lock: lock, openSegment: contents.openSegment,
      databases: contents.databases, isJournalAwaited: contents.journalTies.isAwaited,
      hashKey: hashKey)
    writer.files.remember()
    return OpenedStore(
      writer: writer, contents: contents, file: file,
      readerCacheBytes: options.readerCacheBytes, hashKey: hashKey)
  }
}

/// An open store: hand `writer` to the writer queue and readers to their own queues.
public struct OpenedStore: Sendable {
  public let writer: StoreWriter
  public let contents: StoreContents
  let file: DatabaseFile
  let readerCacheBytes: Int
  let hashKey: SeededHash

  /// A reader with its own connection.
  public func makeReader() throws(StorageError) -> StoreReader {
    try StoreReader(
      path: file.path, vfsName: file.system.vfsName, cacheBytes: readerCacheBytes,
      hashKey: hashKey)
  }
}

/// What the store held when it was opened.
public struct StoreContents: Sendable {
  /// In ascending order.
  public let states: [SegmentState]
  /// The first row number that was never used.
  public let nextRow: UInt64
  /// The LSN from which the journal must be replayed.
  public let journalThrough: UInt64
  public let hashSeed: HashSeed
  /// What the store knows of its journal.
  public let journalTies: JournalTies
  /// The numbers of the databases.
  public let databases: DatabaseMap
  /// Keys, lifetimes and hashes (no values) of the open segment's rows, dead ones included, for the
  /// engine to index at once; the other segments have an index to load.
  public let tail: RowBatch
  /// Key and value bytes of those rows.
  let tailBytes: Int
  /// What the last clean stop has kept about the rows of `tail`, for `Keyspace.restoreSlidDeadlines`.
  public let tailSlidDeadlines: [UInt32]

  /// The catalog as of the last commit. The segment of `tail` counts as indexed.
  public func makeCatalog() -> Catalog {
    Catalog(
      states: states, nextRow: nextRow, indexedSegment: tailSegment, indexedBytes: tailBytes)
  }

  /// The segment of `tail`; nil when there is none.
  public var tailSegment: UInt64? {
    tail.headers.first.map { SegmentLayout.segment(of: $0.row) }
  }

  /// What the writer needs to go on in the open segment.
  var openSegment: OpenSegment? {
    guard let segment = tailSegment else { return nil }
    var open = OpenSegment(segment: segment)
    for header in tail.headers {
      open.append(row: header.row, hash: header.hash, deadlineMs: header.lifetime.deadlineMs)
    }
    return open
  }
}
