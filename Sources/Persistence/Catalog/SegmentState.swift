import Keyspace

/// Arithmetic on row numbers: rows stand in segments of consecutive numbers.
///
/// Row numbers begin at 16,384, so 0 is free to mean "no row".
public enum SegmentLayout {
  public static let rowsPerSegment = 16_384
  public static let firstRow = UInt64(rowsPerSegment)
  /// The most key and value bytes past which a segment gets no more rows, so that copying and reclaiming one
  /// stays bounded whatever the size of values.
  public static let closingBytes = 64 * 1024 * 1024

  /// Segments and rows from here on do not exist: SQLite's row numbers are signed, and there is room
  /// left for adding to them.
  static let segmentLimit: UInt64 = 1 << 48
  static let rowLimit: UInt64 = segmentLimit << 14
  /// A store that was given a million rows a second for a thousand years would not have come to here.
  static let plausibleRowLimit: UInt64 = 1 << 55

  /// Whether there can be such a segment. In memory the low bits of a row's number tell rows apart, and
  /// 0 means none, so the segments that begin with such a row are left out, as the first one is.
  static func exists(_ segment: UInt64) -> Bool {
    segment < segmentLimit && row(segment: segment, offset: 0) & (1 << Keyspace.rowBits - 1) != 0
  }

  /// The row, or the next one that there can be.
  static func existing(_ row: UInt64) -> UInt64 {
    exists(segment(of: row)) ? row : self.row(segment: segment(of: row) + 1, offset: 0)
  }

  @inlinable public static func segment(of row: UInt64) -> UInt64 { row >> 14 }
  @inlinable public static func offset(of row: UInt64) -> Int { Int(row & 16_383) }
  @inlinable public static func row(segment: UInt64, offset: Int) -> UInt64 {
    segment << 14 + UInt64(offset)
  }
  @inlinable static func rows(of segment: UInt64) -> Range<UInt64> {
    row(segment: segment, offset: 0)..<row(segment: segment + 1, offset: 0)
  }
}

/// What the store keeps about one segment beside its rows.
public struct SegmentState: Sendable, Equatable {
  static let words = SegmentLayout.rowsPerSegment / 64

  public let segment: UInt64
  /// Row numbers taken; their offsets are 0 ..< rowCount.
  public private(set) var rowCount = 0
  public private(set) var liveCount = 0
  /// A lower bound for the deadlines of the live rows; `Int64.max` when there are none.
  public var firstDeadlineMs = Int64.max
  /// One bit per offset, set when the row is superseded, deleted or expired; empty when none is.
  public private(set) var dead: [UInt64] = []

  public init(segment: UInt64) { self.segment = segment }

  /// nil when the parts contradict each other.
  init?(segment: UInt64, rowCount: Int, liveCount: Int, firstDeadlineMs: Int64, dead: [UInt64]) {
    guard (0...SegmentLayout.rowsPerSegment).contains(rowCount),
      dead.isEmpty || dead.count == SegmentState.words,
      // A row that takes a number later must not be born dead.
      SegmentState.isClear(dead, from: rowCount),
      rowCount - dead.reduce(0, { $0 + $1.nonzeroBitCount }) == liveCount, liveCount >= 0
    else { return nil }
    self.segment = segment
    self.rowCount = rowCount
    self.liveCount = liveCount
    self.firstDeadlineMs = firstDeadlineMs
    self.dead = dead
  }

  private static func isClear(_ dead: [UInt64], from offset: Int) -> Bool {
    guard !dead.isEmpty, offset < SegmentLayout.rowsPerSegment else { return true }
    let word = offset >> 6
    return dead[word] >> UInt64(offset & 63) == 0 && dead[(word + 1)...].allSatisfy { $0 == 0 }
  }

  public func isLive(offset: Int) -> Bool {
    guard offset < rowCount else { return false }
    return dead.isEmpty || dead[offset >> 6] & bit(offset) == 0
  }

  /// Takes the next offset for a live row.
  mutating func append(deadlineMs: Int64) {
    precondition(rowCount < SegmentLayout.rowsPerSegment, "the segment is full")
    rowCount += 1
    liveCount += 1
    firstDeadlineMs = min(firstDeadlineMs, deadlineMs)
  }

  /// Returns whether the row was alive.
  mutating func kill(offset: Int) -> Bool {
    guard isLive(offset: offset) else { return false }
    if dead.isEmpty { dead = Array(repeating: 0, count: SegmentState.words) }
    dead[offset >> 6] |= bit(offset)
    liveCount -= 1
    if liveCount == 0 { firstDeadlineMs = .max }
    return true
  }

  mutating func killAll() {
    guard liveCount > 0 else { return }
    dead = (0..<SegmentState.words).map { word in
      let bits = min(max(rowCount - word * 64, 0), 64)
      return bits == 64 ? .max : (1 << UInt64(bits)) - 1
    }
    liveCount = 0
    firstDeadlineMs = .max
  }

  private func bit(_ offset: Int) -> UInt64 { 1 << UInt64(offset & 63) }
}
