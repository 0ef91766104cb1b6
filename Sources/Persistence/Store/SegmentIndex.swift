/// The index of one segment: three arrays of equal length, sorted by hash, then by offset.
public struct SegmentIndex: Sendable, Equatable {
  public let segment: UInt64
  public let hashes: [UInt64]
  /// Row offsets within the segment.
  public let offsets: [UInt16]
  public let deadlinesMs: [Int64]
  /// Whether the stored one was missing or damaged, and this was made of the rows.
  public internal(set) var isRebuilt = false
}

/// As stored, little-endian: one blob with all hashes and then all offsets, one with the deadlines. Hashes
/// stand together so that a search reads a short run of them.
extension SegmentIndex {
  static let hashBytes = MemoryLayout<UInt64>.size
  static let entryBytes = hashBytes + MemoryLayout<UInt16>.size

  var hashBlob: [UInt8] {
    var blob: [UInt8] = []
    blob.reserveCapacity(hashes.count * SegmentIndex.entryBytes)
    for hash in hashes { withUnsafeBytes(of: hash.littleEndian) { blob.append(contentsOf: $0) } }
    for offset in offsets {
      withUnsafeBytes(of: offset.littleEndian) { blob.append(contentsOf: $0) }
    }
    return blob
  }

  var deadlineBlob: [UInt8] {
    var blob: [UInt8] = []
    blob.reserveCapacity(deadlinesMs.count * 8)
    for deadline in deadlinesMs {
      withUnsafeBytes(of: deadline.littleEndian) { blob.append(contentsOf: $0) }
    }
    return blob
  }

  /// nil when the blobs do not fit together, are out of order, or name a row twice or one outside the
  /// segment.
  init?(segment: UInt64, hashBlob: UnsafeRawBufferPointer, deadlineBlob: UnsafeRawBufferPointer) {
    let count = deadlineBlob.count / 8
    guard count * 8 == deadlineBlob.count, count * SegmentIndex.entryBytes == hashBlob.count else {
      return nil
    }
    let offsetBlob = UnsafeRawBufferPointer(rebasing: hashBlob[(count * SegmentIndex.hashBytes)...])
    self.segment = segment
    hashes = (0..<count).map { UInt64(littleEndian: load($0, from: hashBlob)) }
    offsets = (0..<count).map { UInt16(littleEndian: load($0, from: offsetBlob)) }
    deadlinesMs = (0..<count).map { Int64(littleEndian: load($0, from: deadlineBlob)) }
    guard hasDistinctOffsets, isSorted else { return nil }
  }

  private var isSorted: Bool { zip(hashes, hashes.dropFirst()).allSatisfy { $0 <= $1 } }

  private var hasDistinctOffsets: Bool {
    var seen = [Bool](repeating: false, count: SegmentLayout.rowsPerSegment)
    for offset in offsets {
      guard offset < seen.count, !seen[Int(offset)] else { return false }
      seen[Int(offset)] = true
    }
    return true
  }
}

/// The element at `index` of a packed array, which need not be aligned.
private func load<T: FixedWidthInteger & BitwiseCopyable>(
  _ index: Int, from blob: UnsafeRawBufferPointer
) -> T {
  blob.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: T.self)
}
