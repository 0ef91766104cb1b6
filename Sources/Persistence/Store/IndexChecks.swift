import CLinux

/// Checksums of a segment's stored index, one for every 256 hashes and their offsets and one for the
/// deadlines, in a table of their own.
///
/// A key whose hash is damaged in the index would count as absent while a start loads. A search reads
/// only a run of 256 hashes, so those have a checksum each. Segments that earlier versions have
/// written have none, and programs that do not know the table lose nothing.
struct IndexChecks {
  /// Hashes in a run.
  static let runLength = 256
  private static let operation = "check a segment's index"

  private let sums: [UInt32]
  private let runCount: Int

  /// Call once for a store of an earlier version.
  static func create(_ database: Database) throws(StorageError) {
    try database.execute(
      "CREATE TABLE IF NOT EXISTS index_checks(segment INTEGER PRIMARY KEY, sums BLOB NOT NULL)",
      for: operation)
  }

  /// Those of blobs that are about to be stored.
  init(hashBlob: UnsafeRawBufferPointer, deadlineBlob: UnsafeRawBufferPointer) {
    let count = deadlineBlob.count / 8
    runCount = IndexChecks.runs(count)
    var sums: [UInt32] = []
    for (start, width) in [(0, 8), (count * 8, 2)] {
      for run in 0..<runCount {
        let entries = IndexChecks.entries(ofRun: run, count)
        sums.append(
          IndexChecks.sum(
            hashBlob[(start + entries.lowerBound * width)..<(start + entries.upperBound * width)]))
      }
    }
    sums.append(IndexChecks.sum(deadlineBlob[...]))
    self.sums = sums
  }

  /// Reads them; the statement is prepared once.
  final class Source {
    private let statement: Statement

    init(_ database: Database) throws(StorageError) {
      statement = try database.prepare(
        "SELECT sums FROM index_checks WHERE segment = ?", for: IndexChecks.operation)
    }

    /// nil when the segment has none.
    func read(_ segment: UInt64) throws(StorageError) -> IndexChecks? {
      defer { statement.reset() }
      try statement.bind(Int64(bitPattern: segment), at: 1)
      guard try statement.step() else { return nil }
      let blob = statement.bytes(0)
      return IndexChecks(
        sums: (0..<(blob.count / 4)).map {
          UInt32(littleEndian: blob.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self))
        })
    }
  }

  private init(sums: [UInt32]) {
    self.sums = sums
    runCount = max(sums.count - 1, 0) / 2
  }

  var blob: [UInt8] {
    var blob: [UInt8] = []
    for sum in sums { blob.append(number: sum) }
    return blob
  }

  /// Whether an index with so many entries can be meant.
  func fits(_ count: Int) -> Bool {
    runCount == IndexChecks.runs(count) && sums.count == 2 * runCount + 1
  }

  func matches(hashes: UnsafeRawBufferPointer, run: Int) -> Bool {
    run < runCount && sums[run] == IndexChecks.sum(hashes[...])
  }

  func matches(offsets: UnsafeRawBufferPointer, run: Int) -> Bool {
    run < runCount && sums[runCount + run] == IndexChecks.sum(offsets[...])
  }

  /// Whether whole blobs are as they were stored.
  func matches(hashBlob: UnsafeRawBufferPointer, deadlineBlob: UnsafeRawBufferPointer) -> Bool {
    deadlineBlob.count % 8 == 0
      && hashBlob.count == deadlineBlob.count / 8 * SegmentIndex.entryBytes
      && IndexChecks(hashBlob: hashBlob, deadlineBlob: deadlineBlob).sums == sums
  }

  /// Which entries of an index a run is.
  static func entries(ofRun run: Int, _ count: Int) -> Range<Int> {
    (run * runLength)..<min((run + 1) * runLength, count)
  }

  private static func runs(_ count: Int) -> Int { (count + runLength - 1) / runLength }

  private static func sum(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt32 {
    let bytes = UnsafeRawBufferPointer(rebasing: bytes)
    return clinux_crc32c(0, bytes.baseAddress, bytes.count)
  }
}
