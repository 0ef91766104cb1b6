import Keyspace

/// Reads what a start needs: the numbers, the segments' states and the rows of the open segment.
struct StoreLoader {
  private static let operation = "load the database"
  let database: Database
  let file: DatabaseFile

  /// The file's own header may be older than what the log holds.
  func requireVersion() throws(StorageError) {
    let version = try database.integer("PRAGMA user_version", for: StoreLoader.operation) ?? 0
    guard version <= Schema.version else { throw file.newer }
  }

  func hashSeed() throws(StorageError) -> HashSeed {
    HashSeed(first: try number(.hashSeedFirst), second: try number(.hashSeedSecond))
  }

  func load(seed: HashSeed, hashKey: SeededHash) throws(StorageError) -> StoreContents {
    let states = try states()
    let nextRow = try nextRow(behind: states)
    try requireStates(states)
    let journalThrough = try number(.journalThrough)
    guard Journal.isPlace(journalThrough) else {
      throw file.damaged("its \(Meta.journalThrough.rawValue) is no place in a journal")
    }
    let databases = try databases()
    let (tail, tailBytes) = try tail(hashKey)
    try requireLiveRows(in: tail, states.last)
    let slid = SlidTable(database: database)
    try slid.create()
    try IndexChecks.create(database)
    let tailSegment = tail.headers.first.map { SegmentLayout.segment(of: $0.row) }
    return StoreContents(
      states: states, nextRow: nextRow, journalThrough: journalThrough,
      hashSeed: seed, journalTies: try journalTies(seed), databases: databases,
      tail: tail, tailBytes: tailBytes,
      tailSlidDeadlines: try tailSegment.map(slid.read) ?? [])
  }

  private func number(_ name: Meta) throws(StorageError) -> UInt64 {
    guard let value = try name.read(database) else {
      throw file.damaged("it lacks its \(name.rawValue)")
    }
    return value
  }

  private func databases() throws(StorageError) -> DatabaseMap {
    guard let numbers = try Meta.databaseNumbers.read(database) else { return .identity }
    guard let map = DatabaseMap(rawValue: numbers) else {
      throw file.damaged("its \(Meta.databaseNumbers.rawValue) name a database twice")
    }
    return map.inverse
  }

  private func states() throws(StorageError) -> [SegmentState] {
    let statement = try database.prepare(
      "SELECT segment, row_count, live_count, first_deadline, dead FROM segments ORDER BY segment",
      for: StoreLoader.operation)
    var states: [SegmentState] = []
    while try statement.step() {
      guard let dead = SegmentState.deadWords(statement.bytes(4)),
        let segment = UInt64(exactly: statement.integer(0)), SegmentLayout.exists(segment),
        let state = SegmentState(
          segment: segment,
          rowCount: Int(statement.integer(1)), liveCount: Int(statement.integer(2)),
          firstDeadlineMs: statement.integer(3), dead: dead)
      else { throw file.damaged("the state of segment \(statement.integer(0)) is damaged") }
      states.append(state)
    }
    return states
  }

  /// The first number that no row has. One that lies further ahead than it should, within a segment,
  /// is moved to the next segment: rows would get offsets that their segment's state does not know.
  private func nextRow(behind states: [SegmentState]) throws(StorageError) -> UInt64 {
    let nextRow = try number(.nextRow)
    let end = states.last.map { SegmentLayout.row(segment: $0.segment, offset: $0.rowCount) } ?? 0
    guard end <= nextRow, nextRow <= SegmentLayout.plausibleRowLimit else {
      throw file.damaged("its \(Meta.nextRow.rawValue) contradicts its segments")
    }
    guard nextRow > end, SegmentLayout.segment(of: nextRow) == states.last?.segment else {
      return nextRow
    }
    return SegmentLayout.row(segment: SegmentLayout.segment(of: nextRow) + 1, offset: 0)
  }

  /// Rows that no state covers would be lost without a word.
  private func requireStates(_ states: [SegmentState]) throws(StorageError) {
    var start: UInt64 = 0
    for state in states {
      let rows = SegmentLayout.rows(of: state.segment)
      // Neighbours leave no gap to look into.
      if start < rows.lowerBound { try requireNoRows(start..<rows.lowerBound) }
      start = rows.upperBound
    }
    if let last = states.last {
      start = SegmentLayout.row(segment: last.segment, offset: last.rowCount)
    }
    try requireNoRows(start..<UInt64(Int64.max))
  }

  private func requireNoRows(_ rows: Range<UInt64>) throws(StorageError) {
    let row = try database.integer(
      "SELECT row FROM entries WHERE row >= \(rows.lowerBound) AND row < \(rows.upperBound) LIMIT 1",
      for: StoreLoader.operation)
    guard let row else { return }
    throw file.damaged("the state of segment \(row >> 14) does not count all of its entries")
  }

  /// The open segment's rows are read anyway, so what is missing among them is known.
  private func requireLiveRows(
    in tail: RowBatch, _ state: SegmentState?
  ) throws(StorageError) {
    guard let state, state.segment == tail.headers.first.map({ SegmentLayout.segment(of: $0.row) })
    else { return }
    let present = tail.headers.count { state.isLive(offset: SegmentLayout.offset(of: $0.row)) }
    guard present == state.liveCount else {
      throw file.damaged(
        "\(state.liveCount - present) entries of segment \(state.segment) are missing")
    }
  }

  /// A number of its own out of the seed, which it must not give away: the journal keeps it.
  private func journalTies(_ seed: HashSeed) throws(StorageError) -> JournalTies {
    let awaited = try Meta.journalAwaited.read(database)
    let mixed = (seed.first ^ seed.second.byteSwapped) &* 0x9E37_79B9_7F4A_7C15
    return JournalTies(
      identity: mixed ^ mixed >> 32, isMarked: try Meta.journalMarked.read(database) == 1,
      isAwaited: awaited == 1 || awaited == file.inode)
  }

  private func lastRow() throws(StorageError) -> UInt64? {
    try database.integer("SELECT max(row) FROM entries", for: StoreLoader.operation)
      .map(UInt64.init(bitPattern:))
  }

  /// The rows of the last segment, unless it has a stored index, and their bytes.
  private func tail(_ hashKey: SeededHash) throws(StorageError) -> (RowBatch, byteCount: Int) {
    let batch = RowBatch()
    guard let last = try lastRow() else { return (batch, 0) }
    let segment = SegmentLayout.segment(of: last)
    let isIndexed = try database.integer(
      "SELECT 1 FROM segment_indexes WHERE segment = \(segment)", for: StoreLoader.operation)
    guard isIndexed == nil else { return (batch, 0) }
    let statement = try database.prepare(
      "SELECT \(RowColumns.withValueLength) FROM entries WHERE row >= "
        + "\(SegmentLayout.rows(of: segment).lowerBound)", for: StoreLoader.operation)
    var valueBytes = 0
    var previous: UInt64 = 0
    while try statement.step() {
      // A damaged page can show one row twice, and two keys would lead to it.
      guard RowColumns.row(statement) > previous else {
        throw file.damaged("its entries are out of order")
      }
      previous = RowColumns.row(statement)
      RowColumns.append(statement, withValue: false, hash: hashKey, to: batch)
      valueBytes += Int(statement.integer(6))
    }
    return (batch, batch.byteCount + valueBytes)
  }
}
