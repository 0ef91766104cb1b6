import Keyspace

extension StoreWriter {
  /// Bytes of keys and values after which a copy stops, so that one transaction stays short.
  static let copyBytes = 4 * 1024 * 1024

  /// Copies live rows to the end and marks the originals dead, in one transaction: at most `rowLimit`
  /// rows or about 4 MB. A crash leaves the rows at the old place or at the new one.
  ///
  /// A row whose own deadline has passed is copied too: its entry may have slid, in memory or beside
  /// the rows, and if it has not, the next sweep finds the copy.
  public func copyForward(_ request: CopyRequest) throws(StorageError) -> CopyResult {
    try checkCommitted(for: "compact the database")
    let (rows, nextOffset) = try gather(request)
    var (open, source) = (openSegment, request.source)
    var destinations = request.destination.map { [$0] } ?? []
    var moves: [CopyResult.Move] = []
    try database.transaction(.write, for: "compact the database") { () throws(StorageError) in
      for (index, header) in rows.headers.enumerated() {
        let to = request.firstRow + UInt64(index)
        try insert(header, of: rows, as: to, into: &open)
        _ = source.kill(offset: SegmentLayout.offset(of: header.row))
        extend(&destinations, to, header.lifetime.deadlineMs)
        moves.append(
          CopyResult.Move(
            hash: header.hash, from: header.row, to: to, deadlineMs: header.lifetime.deadlineMs))
      }
      for state in destinations + [source] { try write(state) }
      try Meta.nextRow.write(request.firstRow + UInt64(rows.count), database)
    }
    openSegment = open
    return CopyResult(
      moves: moves, byteCount: rows.byteCount, nextOffset: nextOffset,
      isIncomplete: nextOffset == nil && source.liveCount > 0)
  }

  /// Reads what is to be copied, and where the next copy goes on.
  private func gather(
    _ request: CopyRequest
  ) throws(StorageError) -> (RowBatch, nextOffset: Int?) {
    let batch = RowBatch()
    let all = SegmentLayout.rows(of: request.source.segment)
    let statement = try database.prepare(
      "SELECT \(RowColumns.withValue) FROM entries WHERE row >= ? AND row < ?",
      for: "read entries to move")
    try statement.bind(Int64(all.lowerBound) + Int64(request.fromOffset), at: 1)
    try statement.bind(Int64(all.upperBound), at: 2)
    while try statement.step() {
      let offset = SegmentLayout.offset(of: RowColumns.row(statement))
      guard request.source.isLive(offset: offset) else { continue }
      if batch.count == request.rowLimit || batch.byteCount >= StoreWriter.copyBytes {
        return (batch, offset)
      }
      RowColumns.append(statement, withValue: true, hash: hashKey, to: batch)
    }
    return (batch, nil)
  }

  /// Counts a new row in the last of `states`, or in a new one when it begins a segment.
  private func extend(_ states: inout [SegmentState], _ row: UInt64, _ deadlineMs: Int64) {
    let segment = SegmentLayout.segment(of: row)
    if states.last?.segment != segment { states.append(SegmentState(segment: segment)) }
    states[states.count - 1].append(deadlineMs: deadlineMs)
  }
}
