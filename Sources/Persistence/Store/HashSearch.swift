import CSQLite

/// Searches the stored hashes of segments without reading whole blobs: hashes are evenly spread, so
/// their value tells about where they stand (interpolation search), and one run of 2 KB around that
/// place nearly always holds them.
final class HashSearch {
  private static let operation = "search a segment's index"
  /// Hashes in a run. The place of a hash among 16,384 strays by 64 (one standard deviation).
  private static let runLength = 256

  private let database: Database
  private var blob: OpaquePointer?
  private var run: [UInt64] = Array(repeating: 0, count: runLength)
  private var runStart = 0
  private var runCount = 0
  private var count = 0

  init(_ database: Database) { self.database = database }

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
    if code == SQLITE_OK {
      count = Int(sqlite3_blob_bytes(blob)) / SegmentIndex.entryBytes
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
    runStart = max(0, position - HashSearch.runLength / 2)
    runCount = min(HashSearch.runLength, count - runStart)
    let code = run.withUnsafeMutableBytes {
      sqlite3_blob_read(
        blob, $0.baseAddress, Int32(runCount * SegmentIndex.hashBytes),
        Int32(runStart * SegmentIndex.hashBytes))
    }
    guard code == SQLITE_OK else { throw .sqlite(HashSearch.operation, code: code) }
    for index in 0..<runCount { run[index] = UInt64(littleEndian: run[index]) }
  }

  private func offset(at position: Int) throws(StorageError) -> UInt16 {
    var offset: UInt16 = 0
    let start = count * SegmentIndex.hashBytes + position * 2
    let code = sqlite3_blob_read(blob, &offset, 2, Int32(start))
    guard code == SQLITE_OK else { throw .sqlite(HashSearch.operation, code: code) }
    return UInt16(littleEndian: offset)
  }
}
