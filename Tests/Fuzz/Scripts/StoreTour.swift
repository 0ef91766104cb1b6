@testable import Keyspace
@testable import Persistence

/// Everything that a start and a while of service do with a store, as the server does it.
struct StoreTour: ~Copyable {
  private let store: OpenedStore
  private var catalog: Catalog
  private var keyspace: Keyspace
  private let path: String
  private let nowMs: Int64 = 1_700_000_000_000

  init(_ path: String) throws(StorageError) {
    self.path = path
    store = try Store.open(directory: path, options: DatabaseTemplate.options)
    catalog = store.contents.makeCatalog()
    keyspace = Keyspace(
      seed: store.contents.hashSeed, rule: .standard, memoryLimit: 1 << 24, nowMs: nowMs)
    keyspace.beginLoading(newestRow: store.contents.nextRow - 1)
    if let segment = store.contents.tailSegment {
      keyspace.restoreSlidDeadlines(store.contents.tailSlidDeadlines, ofSegment: segment)
    }
  }

  mutating func run() throws(StorageError) {
    var journal = try Journal.open(
      path: path + "/tokens.journal", capacity: 4096, replayFrom: store.contents.journalThrough)
    _ = try journal.replay { _, _ in }
    let reader = try store.makeReader()
    try locate(with: reader)
    try index(with: reader)
    try read(with: reader)
    try write(with: reader)
    require(keyspace.checkInvariants().isEmpty, "\(keyspace.checkInvariants())")
    try store.writer.writeSlidDeadlines(keyspace.slidDeadlines)
    try store.writer.close()
  }

  /// Before the index is complete, keys are looked for on disk.
  private mutating func locate(with reader: StoreReader) throws(StorageError) {
    let seed = store.contents.hashSeed
    let requests = stride(from: 0, to: 120, by: 7).map { number in
      let key = DatabaseTemplate.key(number)
      let hash = key.withUnsafeBytes { KeyHasher(seed: seed).hash($0, database: 0) }
      return LocateRequest(database: 0, key: key, hash: hash)
    }
    let found = try reader.locate(requests, segments: catalog.unindexedSegments)
    for match in found.matches where catalog.isLive(found.rows.headers[match.row].row) {
      let row = found.rows.headers[match.row].row
      keyspace.restoreSlidDeadline(match.slidDeadline, ofRow: row)
      keyspace.promoteLocated(found.rows.headers[match.row], in: found.rows, nowMs: nowMs)
    }
  }

  private mutating func index(with reader: StoreReader) throws(StorageError) {
    var conflicts: [UInt64] = []
    for header in store.contents.tail.headers where catalog.isLive(header.row) {
      if keyspace.indexRow(header.row, hash: header.hash) == .conflict {
        conflicts.append(header.row)
      }
    }
    for segment in catalog.unindexedSegments {
      if let index = try reader.segmentIndex(segment) {
        for (offset, hash) in zip(index.offsets, index.hashes) {
          let row = SegmentLayout.row(segment: segment, offset: Int(offset))
          guard catalog.isLive(row) else { continue }
          if keyspace.indexRow(row, hash: hash) == .conflict { conflicts.append(row) }
        }
      }
      let slid = try reader.slidDeadlines(ofSegment: segment)
      keyspace.restoreSlidDeadlines(slid, ofSegment: segment)
      catalog.markIndexed(segment)
    }
    let batch = try reader.read(rows: conflicts)
    for header in batch.headers where catalog.isLive(header.row) {
      keyspace.resolve(header, in: batch, nowMs: nowMs)
    }
    keyspace.finishLoading()
    bury()
  }

  private mutating func read(with reader: StoreReader) throws(StorageError) {
    for number in 0..<120 {
      let name = DatabaseTemplate.key(number)
      var row: UInt64?
      name.withUnsafeBytes {
        if case .cold(let found) = keyspace.residency(of: keyspace.key($0, database: 0)) {
          row = found
        }
      }
      guard let row else { continue }
      let batch = try reader.read(rows: [row])
      if let header = batch.headers.first { keyspace.promote(header, in: batch, nowMs: nowMs) }
    }
    for segment in catalog.segmentIDs {
      let expired = try reader.expiredRows(segment: segment, nowMs: nowMs)
      for row in expired.rows { keyspace.dropExpired(row: row.row, hash: row.hash, nowMs: nowMs) }
    }
    bury()
  }

  /// A commit, a copy of a segment, and the end of one.
  private mutating func write(with reader: StoreReader) throws(StorageError) {
    for number in 200..<210 {
      DatabaseTemplate.key(number).withUnsafeBytes {
        keyspace.save(keyspace.key($0, database: 0), value: $0, expiry: .backstop, nowMs: nowMs)
      }
    }
    try commit()
    if let segment = catalog.compactionCandidate() {
      let request = catalog.copyRequest(segment: segment, fromOffset: 0, rowLimit: 100)
      let result = try store.writer.copyForward(request)
      catalog.finishCopy(result)
      for move in result.moves {
        if catalog.isLive(move.from) {
          keyspace.relocate(from: move.from, to: move.to, hash: move.hash)
          catalog.kill(move.from)
        } else {
          catalog.kill(move.to)
        }
      }
      try commit()
    }
    for segment in catalog.droppable() {
      if try store.writer.reclaim(segment: segment, rowLimit: 100) { catalog.remove(segment) }
    }
  }

  private mutating func commit() throws(StorageError) {
    let batch = RowBatch()
    keyspace.capture(into: batch, limitBytes: .max) {
      catalog.allocate(deadlineMs: $0, byteCount: $1)
    }
    bury()
    try store.writer.commit(
      StoreCommit(
        rows: batch, states: catalog.takeChangedStates(), journalThrough: 0,
        nextRow: catalog.nextRow))
    keyspace.noteCommitted(throughRow: catalog.nextRow - 1)
  }

  private mutating func bury() {
    for row in keyspace.takeDeadRows() { catalog.kill(row) }
  }
}
