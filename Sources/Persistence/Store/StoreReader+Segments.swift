extension StoreReader {
  /// Hashes, offsets and deadlines of all rows of a segment, dead or alive; nil when it has none. A
  /// segment that is still open, or whose index is damaged, is indexed on the spot.
  public func segmentIndex(_ segment: UInt64) throws(StorageError) -> SegmentIndex? {
    if let stored = try storedIndex(segment) { return stored }
    let open = try openIndex(segment)
    guard !open.isEmpty else { return nil }
    var index = open.index()
    index.isRebuilt = true
    return index
  }

  /// The hashes of rows, as far as a stored index tells them: also of such that are missing.
  public func hashes(ofRows rows: [UInt64]) throws(StorageError) -> [UInt64: UInt64] {
    var hashes: [UInt64: UInt64] = [:]
    for (segment, rows) in Dictionary(grouping: rows, by: SegmentLayout.segment) {
      guard let index = try storedIndex(segment) else { continue }
      let offsets = Set(rows.map { UInt16(SegmentLayout.offset(of: $0)) })
      for (position, offset) in index.offsets.enumerated() where offsets.contains(offset) {
        let row = SegmentLayout.row(segment: segment, offset: Int(offset))
        hashes[row] = index.hashes[position]
      }
    }
    return hashes
  }

  /// The rows of a segment, dead or alive, whose deadline has come, and the next deadline after.
  public func expiredRows(
    segment: UInt64, nowMs: Int64
  ) throws(StorageError) -> ExpiredRows {
    guard let index = try segmentIndex(segment) else {
      return ExpiredRows(rows: [], nextDeadlineMs: nil)
    }
    var (rows, next): ([ExpiredRows.Row], Int64?) = ([], nil)
    for (position, deadline) in index.deadlinesMs.enumerated() {
      if deadline > nowMs {
        next = min(next ?? .max, deadline)
      } else {
        let row = SegmentLayout.row(segment: segment, offset: Int(index.offsets[position]))
        rows.append(ExpiredRows.Row(row: row, hash: index.hashes[position]))
      }
    }
    return ExpiredRows(rows: rows, nextDeadlineMs: next)
  }

  /// nil when there is none, or a damaged one.
  private func storedIndex(_ segment: UInt64) throws(StorageError) -> SegmentIndex? {
    let operation = "read a segment's index"
    let statement = try database.prepare(
      "SELECT hashes, deadlines FROM segment_indexes WHERE segment = \(segment)", for: operation)
    guard try statement.step() else { return nil }
    let (hashBlob, deadlineBlob) = (statement.bytes(0), statement.bytes(1))
    let isSound = try IndexChecks.Source(database).read(segment)?.matches(
      hashBlob: hashBlob, deadlineBlob: deadlineBlob)
    guard isSound ?? true else { return nil }
    return SegmentIndex(segment: segment, hashBlob: hashBlob, deadlineBlob: deadlineBlob)
  }

  func openIndex(_ segment: UInt64) throws(StorageError) -> OpenSegment {
    let rows = SegmentLayout.rows(of: segment)
    let statement = try database.prepare(
      "SELECT \(RowColumns.withValueLength) FROM entries "
        + "WHERE row >= \(rows.lowerBound) AND row < \(rows.upperBound)", for: "read a segment")
    var open = OpenSegment(segment: segment)
    while try statement.step() {
      open.append(
        row: RowColumns.row(statement), hash: RowColumns.hash(statement, hashKey),
        deadlineMs: RowColumns.deadlineMs(statement))
    }
    return open
  }
}

/// What a sweep found in one segment.
public struct ExpiredRows: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    public let row: UInt64
    public let hash: UInt64
  }
  public let rows: [Row]
  /// The earliest deadline that has not come yet; nil when there is none.
  public let nextDeadlineMs: Int64?
}
