@testable import Keyspace
@testable import Persistence

/// A small store with two closed segments and an open one, with dead rows in each.
enum DatabaseTemplate {
  static let rowsPerSegment = 40
  static let deadlineMs: Int64 = 4_000_000_000_000

  static var options: StoreOptions {
    var options = StoreOptions(hash: { seed, database, key in
      KeyHasher(seed: seed).hash(key, database: database)
    })
    options.pageBytes = 1024
    return options
  }

  static func key(_ number: Int) -> [UInt8] { Array("key:\(number)".utf8) }

  static func fill(_ directory: String) {
    do throws(StorageError) {
      let store = try Store.open(directory: directory, options: options)
      var catalog = store.contents.makeCatalog()
      for segment in 0..<3 { try fillSegment(segment, of: store, &catalog) }
      try store.writer.writeSlidDeadlines([1: [1, 2, 3], 2: [.max]])
      try store.writer.close()
    } catch {
      fatalError("\(error)")
    }
  }

  private static func fillSegment(
    _ segment: Int, of store: OpenedStore, _ catalog: inout Catalog
  ) throws(StorageError) {
    let batch = RowBatch()
    // The last row claims to be large, which closes the segment.
    for number in 0..<rowsPerSegment {
      let closes = segment < 2 && number == rowsPerSegment - 1
      let row = catalog.allocate(
        deadlineMs: deadlineMs, byteCount: closes ? SegmentLayout.closingBytes : 20)
      append(segment * rowsPerSegment + number, row: row, store.contents.hashSeed, to: batch)
      // Few of the first are alive, so that it is worth compacting.
      if segment == 0 ? number % 3 != 0 : number % 7 == 0 { catalog.kill(row) }
    }
    try store.writer.commit(
      StoreCommit(
        rows: batch, states: catalog.takeChangedStates(), journalThrough: 0,
        nextRow: catalog.nextRow))
  }

  private static func append(_ number: Int, row: UInt64, _ seed: HashSeed, to batch: RowBatch) {
    key(number).withUnsafeBytes { key in
      batch.append(
        row: row, hash: KeyHasher(seed: seed).hash(key, database: 0), database: 0,
        lifetime: .absolute(deadlineMs: deadlineMs), key: key, value: key)
    }
  }
}
