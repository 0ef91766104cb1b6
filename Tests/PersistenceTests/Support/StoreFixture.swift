import Keyspace

@testable import Persistence

/// A store in a directory of its own, with an engine's share of the work done in the simplest way.
struct StoreFixture: ~Copyable {
  let directory: TemporaryDirectory
  let store: OpenedStore
  var catalog: Catalog

  /// FNV-1a over seed, database and key: stable, and good enough to spread over segments.
  static let hash: KeyHash = { seed, database, key in
    var hash = seed.first ^ 0xCBF2_9CE4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ UInt64(database) ^ seed.second) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ hash >> 29
  }

  init(_ directory: TemporaryDirectory? = nil, adjust: (inout StoreOptions) -> Void = { _ in })
    throws
  {
    var options = StoreOptions(hash: StoreFixture.hash)
    adjust(&options)
    let directory = try directory ?? TemporaryDirectory()
    let store = try Store.open(directory: directory.path, options: options)
    self.directory = directory
    self.store = store
    catalog = store.contents.makeCatalog()
  }

  func hash(_ entry: Entry) -> UInt64 {
    entry.key.withUnsafeBytes { StoreFixture.hash(store.contents.hashSeed, entry.database, $0) }
  }

  /// Allocates rows for entries and returns the commit that writes them.
  mutating func capture(_ entries: [Entry], journalThrough: UInt64 = 0) -> StoreCommit {
    let batch = RowBatch()
    for entry in entries {
      let row = catalog.allocate(
        deadlineMs: entry.lifetime.deadlineMs, byteCount: entry.key.count + entry.value.count)
      entry.append(to: batch, row: row, hash: hash(entry))
    }
    return StoreCommit(
      rows: batch, states: catalog.takeChangedStates(), journalThrough: journalThrough,
      nextRow: catalog.nextRow)
  }

  /// Writes entries and returns their rows.
  @discardableResult
  mutating func save(_ entries: [Entry], journalThrough: UInt64 = 0) throws -> [UInt64] {
    let commit = capture(entries, journalThrough: journalThrough)
    try store.writer.commit(commit)
    return commit.rows.headers.map(\.row)
  }

  /// Writes what changed without new rows.
  mutating func saveStates() throws { try save([]) }

  func read(_ rows: [UInt64]) throws -> [Entry] {
    try store.makeReader().read(rows: rows).entries
  }
}

/// An entry as a plain value.
struct Entry: Equatable, CustomStringConvertible {
  var database: UInt8 = 0
  var key: [UInt8]
  var value: [UInt8]
  var lifetime = Lifetime.absolute(deadlineMs: Entry.farMs)

  /// In the year 2096: alive in the view, whose clock is the real one.
  static let farMs: Int64 = 4_000_000_000_000

  var description: String { "entry of \(key.count)+\(value.count) bytes" }

  init(database: UInt8 = 0, key: [UInt8], value: [UInt8], lifetime: Lifetime? = nil) {
    self.database = database
    self.key = key
    self.value = value
    self.lifetime = lifetime ?? .absolute(deadlineMs: Entry.farMs)
  }

  init(_ key: String, _ value: String = "v", deadlineMs: Int64 = Entry.farMs) {
    self.init(
      key: Array(key.utf8), value: Array(value.utf8), lifetime: .absolute(deadlineMs: deadlineMs))
  }

  func append(to batch: RowBatch, row: UInt64, hash: UInt64) {
    key.withUnsafeBytes { key in
      value.withUnsafeBytes { value in
        batch.append(
          row: row, hash: hash, database: database, lifetime: lifetime, key: key, value: value)
      }
    }
  }
}

extension RowBatch {
  var entries: [Entry] {
    headers.map {
      Entry(
        database: $0.database, key: Array(key(of: $0)), value: Array(value(of: $0)),
        lifetime: $0.lifetime)
    }
  }
}

/// `count` small entries with different keys.
func entries(_ count: Int, prefix: String = "k", deadlineMs: Int64 = Entry.farMs) -> [Entry] {
  (0..<count).map { Entry("\(prefix):\($0)", "value of \($0)", deadlineMs: deadlineMs) }
}

/// The keys that a person sees in `tokens`, in the order of their rows.
func keysInView(_ path: String) throws -> [String] {
  let database = try Database(path: path, readOnly: true)
  let statement = try database.prepare("SELECT key FROM tokens ORDER BY row", for: "look")
  var keys: [String] = []
  while try statement.step() { keys.append(String(decoding: statement.bytes(0), as: UTF8.self)) }
  return keys
}
