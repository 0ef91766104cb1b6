import Keyspace

/// The statements of the writer, prepared once.
final class WriterStatements {
  private let insertRow: Statement
  private let upsertState: Statement
  private let insertIndex: Statement
  private let insertChecks: Statement

  init(_ database: Database) throws(StorageError) {
    insertRow = try database.prepare(
      "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", for: "write entries")
    upsertState = try database.prepare(
      "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?)", for: "write a segment's state")
    insertIndex = try database.prepare(
      "INSERT OR REPLACE INTO segment_indexes VALUES (?, ?, ?)", for: "write a segment's index")
    insertChecks = try database.prepare(
      "INSERT OR REPLACE INTO index_checks VALUES (?, ?)", for: "write a segment's index")
  }

  func insert(_ header: RowBatch.Header, of batch: RowBatch, as row: UInt64) throws(StorageError) {
    defer { insertRow.reset() }
    try insertRow.bind(Int64(row), at: 1)
    try insertRow.bind(Int64(header.database), at: 2)
    try insertRow.bind(header.lifetime.deadlineMs, at: 3)
    try insertRow.bind(header.lifetime.windowMs, at: 4)
    try insertRow.bind(header.lifetime.capMs, at: 5)
    try insertRow.bind(batch.key(of: header), at: 6)
    try insertRow.bind(batch.value(of: header), at: 7)
    _ = try insertRow.step()
  }

  func write(_ state: SegmentState) throws(StorageError) {
    defer { upsertState.reset() }
    try upsertState.bind(Int64(state.segment), at: 1)
    try upsertState.bind(Int64(state.rowCount), at: 2)
    try upsertState.bind(Int64(state.liveCount), at: 3)
    try upsertState.bind(state.firstDeadlineMs, at: 4)
    if !state.dead.isEmpty { try upsertState.bind(copying: state.deadBlob, at: 5) }
    _ = try upsertState.step()
  }

  func write(_ index: SegmentIndex) throws(StorageError) {
    defer { insertIndex.reset() }
    let (hashBlob, deadlineBlob) = (index.hashBlob, index.deadlineBlob)
    try insertIndex.bind(Int64(index.segment), at: 1)
    try insertIndex.bind(copying: hashBlob, at: 2)
    try insertIndex.bind(copying: deadlineBlob, at: 3)
    _ = try insertIndex.step()
    try writeChecks(of: index.segment, hashBlob, deadlineBlob)
  }

  private func writeChecks(
    of segment: UInt64, _ hashBlob: [UInt8], _ deadlineBlob: [UInt8]
  ) throws(StorageError) {
    defer { insertChecks.reset() }
    let checks = hashBlob.withUnsafeBytes { hashes in
      deadlineBlob.withUnsafeBytes { IndexChecks(hashBlob: hashes, deadlineBlob: $0) }
    }
    try insertChecks.bind(Int64(segment), at: 1)
    try insertChecks.bind(copying: checks.blob, at: 2)
    _ = try insertChecks.step()
  }
}
