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

  /// Those of a segment, one element a row from its first on as far as there are any; 0 for a row
  /// whose deadline is its own.
  func read(_ segment: UInt64) throws(StorageError) -> [UInt32] {
    let statement = try database.prepare(
      "SELECT deadlines FROM slid WHERE segment = \(segment)", for: SlidTable.operation)
    guard try statement.step() else { return [] }
    let blob = statement.bytes(0)
    let count = min(blob.count / 4, SegmentLayout.rowsPerSegment)
    return (0..<count).map {
      UInt32(littleEndian: blob.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
    }
  }

  /// Replaces the table, but for segments whose deadlines nobody has read: those stay, and what has
  /// slid in them since is added.
  func write(_ blocks: [UInt64: [UInt32]], unread: Set<UInt64>) throws(StorageError) {
    try database.transaction(.write, for: SlidTable.operation) { () throws(StorageError) in
      for segment in try segments() where !unread.contains(segment) {
        try database.execute(
          "DELETE FROM slid WHERE segment = \(segment)", for: SlidTable.operation)
      }
      let insert = try database.prepare(
        "INSERT OR REPLACE INTO slid VALUES (?, ?)", for: SlidTable.operation)
      for (segment, block) in blocks {
        defer { insert.reset() }
        let old = unread.contains(segment) ? try read(segment) : []
        try insert.bind(Int64(bitPattern: segment), at: 1)
        try insert.bind(copying: SlidTable.blob(SlidTable.latest(old, block)), at: 2)
        _ = try insert.step()
      }
    }
  }

  private func segments() throws(StorageError) -> [UInt64] {
    let statement = try database.prepare("SELECT segment FROM slid", for: SlidTable.operation)
    var segments: [UInt64] = []
    while try statement.step() { segments.append(UInt64(bitPattern: statement.integer(0))) }
    return segments
  }

  /// The later deadline of each row.
  private static func latest(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var latest = a.count > b.count ? a : b
    for (offset, pair) in zip(a, b).enumerated() { latest[offset] = max(pair.0, pair.1) }
    return latest
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
  ///
  /// - Parameter unread: Segments whose deadlines of the last stop have not been read by now.
  public func writeSlidDeadlines(
    _ blocks: [UInt64: [UInt32]], unread: Set<UInt64> = []
  ) throws(StorageError) {
    try SlidTable(database: database).write(blocks, unread: unread)
  }
}

extension StoreReader {
  /// What the last clean stop has kept about a segment, for `Keyspace.restoreSlidDeadlines`.
  public func slidDeadlines(ofSegment segment: UInt64) throws(StorageError) -> [UInt32] {
    try SlidTable(database: database).read(segment)
  }
}
