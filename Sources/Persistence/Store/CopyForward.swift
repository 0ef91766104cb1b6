/// An order to copy live rows of an old segment to the end of the store; `Catalog.copyRequest` makes
/// it.
public struct CopyRequest: Sendable {
  /// The segment to copy from, as the engine knows it.
  public let source: SegmentState
  public let fromOffset: Int
  public let rowLimit: Int
  /// The number that the first copy gets.
  public let firstRow: UInt64
  /// The segment that `firstRow` falls into, if it has rows already.
  let destination: SegmentState?
}

/// What was copied.
public struct CopyResult: Sendable, Equatable {
  /// One row that now stands at `to`; `from` is dead in the store.
  public struct Move: Sendable, Equatable {
    public let hash: UInt64
    public let from: UInt64
    public let to: UInt64
    public let deadlineMs: Int64
  }

  /// In ascending order; the new numbers are consecutive.
  public let moves: [Move]
  /// Key and value bytes moved.
  public let byteCount: Int
  /// Where to go on, or nil when the segment holds no further row that is alive.
  public let nextOffset: Int?
  /// Whether rows of the segment that are alive are missing in the store: it is damaged there.
  public let isIncomplete: Bool
}
