/// How `maxdisk` is shared out among the files, and from which fill on something must be done (B3).
///
/// The journal is fixed and the write-ahead log bounded by checkpoints; the rest is the database's.
/// The store is log-structured, so it cannot be filled with live rows to the brim: space comes back
/// when segments are copied together, and that costs the more the fewer rows are dead.
///
/// | share of the database's part | |
/// |---|---|
/// | live rows above 80 % | entries go until 75 % are left, or writes are refused |
/// | filled above 85 % | any segment with a twentieth of dead rows is compacted |
/// | filled above 92 % | new rows wait until that has freed space |
public struct DiskBudget: Sendable, Equatable {
  /// Bytes in the write-ahead log that call for a checkpoint before the next commit.
  public let logBytes: Int
  /// What the log may reach: one transaction more.
  public let logReserveBytes: Int
  /// What the database may grow to.
  public let databaseBytes: Int

  /// - Parameters:
  ///   - maxBytes: `maxdisk`.
  ///   - journalBytes: The crash journal.
  ///   - maxValueBytes: The largest value; one transaction may hold a batch and one of these.
  public init(maxBytes: Int, journalBytes: Int, maxValueBytes: Int) {
    let rest = maxBytes - journalBytes
    logBytes = min(max(rest / 16, 4 << 20), 32 << 20)
    // A transaction writes 4 MB of rows, an index, and the states of the segments that they leave.
    logReserveBytes = logBytes + (8 << 20) + 2 * maxValueBytes + rest / 512
    databaseBytes = max(rest - logReserveBytes, 1 << 20)
  }

  /// Key and value bytes that close a segment: small enough that copying one needs little room.
  public var closingBytes: Int {
    min(max(databaseBytes / 32, 1 << 20), SegmentLayout.closingBytes)
  }

  /// Bytes of live rows that ought to go; 0 while there is room.
  public func excessBytes(liveBytes: Int) -> Int {
    liveBytes > share(80) ? liveBytes - share(75) : 0
  }

  /// Whether changes that add rows are refused, when nothing may go to make room.
  public func isFull(liveBytes: Int) -> Bool { liveBytes > share(80) }

  /// Whether space must be freed even where that costs more copying.
  public func isScarce(_ sizes: StoreFileSizes) -> Bool { sizes.filledBytes > share(85) }

  /// Whether space may wait to be freed.
  public func isAmple(_ sizes: StoreFileSizes) -> Bool { sizes.filledBytes < share(40) }

  /// Whether the database can take a batch of `byteCount` now.
  public func hasRoom(for byteCount: Int, _ sizes: StoreFileSizes) -> Bool {
    // A foreign reader can keep the log from beginning anew; what it grows to is missing elsewhere.
    sizes.filledBytes + max(sizes.walBytes - logReserveBytes, 0) + byteCount <= share(92)
  }

  private func share(_ percent: Int) -> Int { databaseBytes / 100 * percent }
}
