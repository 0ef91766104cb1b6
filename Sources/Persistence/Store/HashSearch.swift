import CSQLite

/// Searches the stored hashes of segments without reading whole blobs: hashes are evenly spread, so
/// their value tells about where they stand (interpolation search), and the run of 2 KB with that
/// place or the one beside it nearly always holds them.
final class HashSearch {
  private static let operation = "search a segment's index"
  /// Hashes in a run. The place of a hash among 16,384 strays by 64 (one standard deviation).
  private static let runLength = IndexChecks.runLength

  private let database: Database
  private var blob: OpaquePointer?
  private var run: [UInt64] = Array(repeating: 0, count: runLength)
  private var runStart = 0
  private var runCount = 0
  private var count = 0
  private var segment: UInt64 = 0
  private var checks: IndexChecks?

  private let checksSource: IndexChecks.Source

  init(_ database: Database) throws(StorageError) {
    self.database = database
    checksSource = try IndexChecks.Source(database)
  }

  deinit { sqlite3_blob_close(blob) }

  /// Turns to another segment. Returns false when it has no stored index.
  /// https://www.sqlite.org/c3ref/blob_reopen.html
  func open(_ segment: UInt64) throws(StorageError) -> Bool {
    let row = Int64(segment)
    let code =
      blob == nil
      ? sqlite3_blob_open(database.handle, "main", "segment_indexes", "hashes", row, 0, &blob)
      : sqlite3_blob_reopen(blob, row)
    runCount = 0
    self.segment = segment
    if code == SQLITE_OK {
      count = Int(sqlite3_blob_bytes(blob)) / SegmentIndex.entryBytes
      checks = try checksSource.read(segment)
      guard checks?.fits(count) ?? true else { throw damaged }
      return true
    }
    sqlite3_blob_close(blob)
    blob = nil
    // This code, when nothing is wrong with the file, says that there is no such row.
    guard code == SQLITE_ERROR else { throw .sqlite(HashSearch.operation, code: code) }
    return false
  }

  /// The offsets of all rows with `hash`, in ascending order.
  func offsets(of hash: UInt64) throws(StorageError) -> [UInt16] {
    var offsets: [UInt16] = []
    var position = try lowerBound(hash)
    while position < count, try self.hash(at: position) == hash {
      offsets.append(try offset(at: position))
      position += 1
    }
    return offsets
  }

  /// The first position whose hash is not less than `hash`.
  private func lowerBound(_ hash: UInt64) throws(StorageError) -> Int {
    var (low, high) = (0, count)
    var guess = Int(hash.multipliedFullWidth(by: UInt64(count)).high)
    while low < high {
      try load(around: min(max(guess, low), high - 1))
      // The run narrows the bounds to itself or to one side; the sides are halved from then on.
      let (first, last) = (runStart, runStart + runCount - 1)
      if run[0] >= hash {
        high = first
      } else if run[runCount - 1] < hash {
        low = last + 1
      } else {
        return first + partition(hash)
      }
      guess = (low + high) / 2
    }
    return low
  }

  /// The first place in the run whose hash is not less than `hash`.
  private func partition(_ hash: UInt64) -> Int {
    var (low, high) = (0, runCount)
    while low < high {
      let middle = (low + high) / 2
      if run[middle] < hash { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func hash(at position: Int) throws(StorageError) -> UInt64 {
    if position < runStart || position >= runStart + runCount { try load(around: position) }
    return run[position - runStart]
  }

  private func load(around position: Int) throws(StorageError) {
    let number = position / HashSearch.runLength
    let entries = IndexChecks.entries(ofRun: number, count)
    (runStart, runCount) = (entries.lowerBound, entries.count)
    let code = run.withUnsafeMutableBytes {
      sqlite3_blob_read(
        blob, $0.baseAddress, Int32(runCount * SegmentIndex.hashBytes),
        Int32(runStart * SegmentIndex.hashBytes))
    }
    guard code == SQLITE_OK else { throw .sqlite(HashSearch.operation, code: code) }
    let isSound = run.withUnsafeBytes { bytes in
      checks?.matches(
        hashes: UnsafeRawBufferPointer(rebasing: bytes[..<(runCount * SegmentIndex.hashBytes)]),
        run: number)
    }
    guard isSound ?? true else { throw damaged }
    for index in 0..<runCount { run[index] = UInt64(littleEndian: run[index]) }
  }

  private var damaged: StorageError {
    StorageError(
      operation: HashSearch.operation, cause: .damaged,
      message: "the index of segment \(segment) is damaged")
  }

  private func offset(at position: Int) throws(StorageError) -> UInt16 {
    let number = position / HashSearch.runLength
    let entries = IndexChecks.entries(ofRun: number, count)
    var offsets = [UInt16](repeating: 0, count: entries.count)
    let start = count * SegmentIndex.hashBytes + entries.lowerBound * 2
    let code = offsets.withUnsafeMutableBytes {
      sqlite3_blob_read(blob, $0.baseAddress, Int32($0.count), Int32(start))
    }
    guard code == SQLITE_OK else { throw .sqlite(HashSearch.operation, code: code) }
    let isSound = offsets.withUnsafeBytes { checks?.matches(offsets: $0, run: number) }
    guard isSound ?? true else { throw damaged }
    return UInt16(littleEndian: offsets[position - entries.lowerBound])
  }
}
