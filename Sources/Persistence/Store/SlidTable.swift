/// Deadlines that entries on disk had slid to at the last clean stop, in a table beside the rows,
/// which are never changed: a blob of little-endian 32-bit numbers a segment.
///
/// Programs that do not know the table lose nothing but that: such entries die a little early.
struct SlidTable {
  private static let operation = "keep deadlines that have slid"
  let database: Database

  /// Call once for a store of an earlier version.
  func create() throws(StorageError) {
    try database.execute(
      "CREATE TABLE IF NOT EXISTS slid(segment INTEGER PRIMARY KEY, deadlines BLOB NOT NULL)",
      for: SlidTable.operation)
  }

  func read() throws(StorageError) -> [UInt64: [UInt32]] {
    let statement = try database.prepare(
      "SELECT segment, deadlines FROM slid", for: SlidTable.operation)
    var blocks: [UInt64: [UInt32]] = [:]
    while try statement.step() {
      let blob = statement.bytes(1)
      let count = min(blob.count / 4, SegmentLayout.rowsPerSegment)
      blocks[UInt64(bitPattern: statement.integer(0))] = (0..<count).map {
        UInt32(littleEndian: blob.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
      }
    }
    return blocks
  }

  /// Replaces the whole table.
  func write(_ blocks: [UInt64: [UInt32]]) throws(StorageError) {
    try database.transaction(.write, for: SlidTable.operation) { () throws(StorageError) in
      try database.execute("DELETE FROM slid", for: SlidTable.operation)
      let insert = try database.prepare(
        "INSERT INTO slid VALUES (?, ?)", for: SlidTable.operation)
      for (segment, block) in blocks {
        defer { insert.reset() }
        try insert.bind(Int64(bitPattern: segment), at: 1)
        try insert.bind(copying: SlidTable.blob(block), at: 2)
        _ = try insert.step()
      }
    }
  }

  private static func blob(_ block: [UInt32]) -> [UInt8] {
    var blob: [UInt8] = []
    blob.reserveCapacity(block.count * 4)
    for value in block { withUnsafeBytes(of: value.littleEndian) { blob.append(contentsOf: $0) } }
    return blob
  }
}

extension StoreWriter {
  /// Keeps deadlines that cold entries have slid to, by segment (`Keyspace.slidDeadlines`), for the
  /// next start. Before `close`.
  public func writeSlidDeadlines(_ blocks: [UInt64: [UInt32]]) throws(StorageError) {
    try SlidTable(database: database).write(blocks)
  }
}
