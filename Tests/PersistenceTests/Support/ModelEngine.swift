import Keyspace
import SeededRandom
import Testing

@testable import Persistence

/// The engine's part, with every change committed at once, so that the model is also what a restart
/// must find.
struct ModelEngine: ~Copyable {
  private var fixture: StoreFixture
  private(set) var model: [Int: [UInt8]]
  private var rows: [Int: UInt64]

  var directory: TemporaryDirectory { fixture.directory }
  var store: OpenedStore { fixture.store }

  init(_ directory: TemporaryDirectory, expecting model: [Int: [UInt8]] = [:]) throws {
    var fixture = try StoreFixture(directory)
    rows = try ModelEngine.loadedIndex(fixture)
    for segment in fixture.catalog.unindexedSegments { fixture.catalog.markIndexed(segment) }
    self.fixture = fixture
    self.model = model
  }

  /// Finds every live row through the stored indexes, as a start does in the background.
  private static func loadedIndex(_ fixture: borrowing StoreFixture) throws -> [Int: UInt64] {
    let reader = try fixture.store.makeReader()
    let tail = Set(fixture.store.contents.tail.headers.map(\.row))
    var found = tail
    for segment in fixture.catalog.unindexedSegments {
      let offsets = try reader.segmentIndex(segment)?.offsets ?? []
      found.formUnion(offsets.map { SegmentLayout.row(segment: segment, offset: Int($0)) })
    }
    let live = found.filter { fixture.catalog.isLive($0) }
    #expect(live.count == fixture.catalog.liveRowCount)
    let keys = try reader.keys(rows: Array(live)).keysByRow
    return Dictionary(uniqueKeysWithValues: keys.map { ($0.value, $0.key) })
  }

  /// Saves under random keys; keys that were there are superseded. Some rows claim to be large, which
  /// closes segments early.
  mutating func save(_ count: Int, _ random: inout SeededGenerator) throws {
    let claimed = random.below(3) == 0 ? 100_000 : 10
    let batch = RowBatch()
    for _ in 0..<count {
      let (key, value) = (random.below(4_000), random.bytes(random.below(40)))
      if let old = rows[key] { fixture.catalog.kill(old) }
      let entry = Entry(key: Array("key:\(key)".utf8), value: value)
      let row = fixture.catalog.allocate(deadlineMs: Entry.farMs, byteCount: claimed)
      entry.append(to: batch, row: row, hash: fixture.hash(entry))
      (rows[key], model[key]) = (row, value)
    }
    try commit(batch)
  }

  mutating func delete(_ count: Int, _ random: inout SeededGenerator) throws {
    for _ in 0..<count {
      let key = random.below(4_000)
      if let row = rows.removeValue(forKey: key) { fixture.catalog.kill(row) }
      model[key] = nil
    }
    try commit(RowBatch())
  }

  mutating func flush() throws {
    fixture.catalog.killAll()
    (rows, model) = ([:], [:])
    try commit(RowBatch())
  }

  /// Copies one part of the most worthwhile segment.
  mutating func compact(rowLimit: Int) throws {
    guard let segment = fixture.catalog.compactionCandidate() else { return }
    let request = fixture.catalog.copyRequest(segment: segment, fromOffset: 0, rowLimit: rowLimit)
    let result = try fixture.store.writer.copyForward(request)
    fixture.catalog.finishCopy(result)
    let keys = try fixture.store.makeReader().keys(rows: result.moves.map(\.to)).keysByRow
    for move in result.moves {
      fixture.catalog.kill(move.from)
      if let key = keys[move.to] { rows[key] = move.to }
    }
  }

  mutating func reclaim(rowLimit: Int) throws {
    guard let segment = fixture.catalog.droppable().first else { return }
    if try fixture.store.writer.reclaim(segment: segment, rowLimit: rowLimit) {
      fixture.catalog.remove(segment)
    }
  }

  /// Closes the store cleanly and returns a copy of its directory.
  func restarted() throws -> TemporaryDirectory {
    try fixture.store.writer.close()
    return try directory.copy()
  }

  private mutating func commit(_ batch: RowBatch) throws {
    try fixture.store.writer.commit(
      StoreCommit(
        rows: batch, states: fixture.catalog.takeChangedStates(), journalThrough: 0,
        nextRow: fixture.catalog.nextRow))
  }

  /// The store's rows, the view and a search all show the model.
  func check(_ place: String) throws {
    #expect(rows.count == model.count, "\(place)")
    let reader = try fixture.store.makeReader()
    let batch = try reader.read(rows: Array(rows.values))
    let stored = Dictionary(uniqueKeysWithValues: batch.entries.map { ($0.key, $0.value) })
    let expected = Dictionary(
      uniqueKeysWithValues: model.map { (Array("key:\($0.key)".utf8), $0.value) })
    #expect(stored == expected, "\(place)")
    let shown = try keysInView(directory.file("tokens.db"))
    #expect(shown.count == model.count, "\(place)")
    #expect(Set(shown) == Set(model.keys.map { "key:\($0)" }), "\(place)")
    try checkSearch(reader, place)
  }

  /// Every key is found unless its row is in the segment without a stored index.
  private func checkSearch(_ reader: StoreReader, _ place: String) throws {
    let keys = Array(rows.keys.prefix(50))
    let requests = keys.map { key in
      let entry = Entry("key:\(key)")
      return LocateRequest(database: 0, key: entry.key, hash: fixture.hash(entry))
    }
    let segments = fixture.catalog.segmentIDs
    let sealed = Set(try segments.dropLast().filter { try reader.isSealed($0) })
    let found = try reader.locate(requests, segments: Array(sealed))
    let live = found.matches.filter { fixture.catalog.isLive(found.rows.headers[$0.row].row) }
    let expected = keys.indices.filter {
      sealed.contains(SegmentLayout.segment(of: rows[keys[$0]]!))
    }
    #expect(live.map(\.request).sorted() == expected, "\(place)")
  }
}

extension StoreReader {
  fileprivate func isSealed(_ segment: UInt64) throws -> Bool {
    try database.integer(
      "SELECT 1 FROM segment_indexes WHERE segment = \(segment)", for: "look") != nil
  }
}

extension RowBatch {
  /// The number in each row's "key:NUMBER".
  fileprivate var keysByRow: [UInt64: Int] {
    Dictionary(
      uniqueKeysWithValues: headers.map {
        ($0.row, Int(String(decoding: key(of: $0), as: UTF8.self).dropFirst(4))!)
      })
  }
}
