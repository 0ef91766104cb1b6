public import Keyspace

/// One transaction's worth of changes, captured at one moment.
public struct StoreCommit: Sendable {
  /// New rows in ascending order, numbered by `Catalog.allocate`.
  public var rows: RowBatch
  /// What `Catalog.takeChangedStates` returned at the same moment.
  public var states: [SegmentState]
  /// The LSN from which a replay must start once this is committed.
  public var journalThrough: UInt64
  /// `Catalog.nextRow` at the same moment.
  public var nextRow: UInt64
  /// The numbers of the databases at the same moment; nil leaves them as they are.
  public var databases: DatabaseMap?
  /// Whether it must survive power loss when `StoreWriter.commit` returns, and with it every commit
  /// before.
  public var isSynced = false

  public init(rows: RowBatch, states: [SegmentState], journalThrough: UInt64, nextRow: UInt64) {
    self.rows = rows
    self.states = states
    self.journalThrough = journalThrough
    self.nextRow = nextRow
  }
}
