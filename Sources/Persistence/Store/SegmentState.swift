/// Arithmetic on row numbers: rows stand in segments of consecutive numbers.
///
/// Row numbers begin at 16,384, so 0 is free to mean "no row".
public enum SegmentLayout {
  public static let rowsPerSegment = 16_384
  public static let firstRow = UInt64(rowsPerSegment)

  @inlinable public static func segment(of row: UInt64) -> UInt64 { row >> 14 }
  @inlinable public static func offset(of row: UInt64) -> Int { Int(row & 16_383) }
  @inlinable public static func row(segment: UInt64, offset: Int) -> UInt64 {
    segment << 14 | UInt64(offset)
  }
}

/// What the store keeps about one segment beside its rows.
public struct SegmentState: Sendable, Equatable {
  public let segment: UInt64
  /// Row numbers taken; their offsets are 0 ..< rowCount.
  public internal(set) var rowCount: Int
  public internal(set) var liveCount: Int
  /// A lower bound for the deadlines of the live rows; `Int64.max` when there are none.
  public internal(set) var firstDeadlineMs: Int64
  /// One bit per offset, set when the row is superseded, deleted or expired; empty when none is.
  public internal(set) var dead: [UInt64]

  public init(segment: UInt64) {
    self.segment = segment
    rowCount = 0
    liveCount = 0
    firstDeadlineMs = .max
    dead = []
  }

  public func isLive(offset: Int) -> Bool { fatalError() }
}
