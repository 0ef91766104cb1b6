/// Writes the store. Writer queue only, one call at a time.
///
/// After an error the same call can be made again as it was; nothing of it has happened. A failed
/// commit must succeed before any other change is asked for, because a later state may already
/// count on its rows.
public final class StoreWriter: @unchecked Sendable {
  /// Writes rows, states and the journal position in one transaction.
  public func commit(_ commit: StoreCommit) throws(StorageError) {}

  /// Copies live, unexpired rows to the end and marks the originals dead, in one transaction: at
  /// most `rowLimit` rows or about 4 MB.
  public func copyForward(_ request: CopyRequest, nowMs: Int64) throws(StorageError) -> CopyResult {
    fatalError()
  }

  /// Deletes up to `rowLimit` row numbers of an all-dead segment. Returns whether the segment is gone.
  public func reclaim(segment: UInt64, rowLimit: Int) throws(StorageError) -> Bool { fatalError() }

  /// Pages in the write-ahead log since it last began anew.
  public var walPages: Int { fatalError() }

  /// Moves pages from the write-ahead log into the database as far as readers allow. Returns the pages
  /// that stay in the log.
  @discardableResult
  public func checkpoint() throws(StorageError) -> Int { fatalError() }

  /// Gives up to `pages` free pages back to the file system.
  public func incrementalVacuum(pages: Int) throws(StorageError) {}

  public func fileSizes() throws(StorageError) -> StoreFileSizes { fatalError() }

  /// Begins a consistent copy at `path`, which must not exist yet.
  public func beginBackup(to path: String) throws(StorageError) -> StoreBackup { fatalError() }

  /// Empties the write-ahead log and closes the database; the last call.
  public func close() throws(StorageError) {}
}

/// Bytes that the store takes on disk.
public struct StoreFileSizes: Sendable, Equatable {
  public var databaseBytes: Int
  public var walBytes: Int
  /// Part of `databaseBytes` that holds nothing.
  public var freeBytes: Int
}

/// A copy of the database in the making. Writer queue only; commits may go on between steps and are
/// part of the copy.
public final class StoreBackup: @unchecked Sendable {
  /// Copies up to `pages` pages. Returns whether the copy is complete, synced and under its name.
  public func step(pages: Int) throws(StorageError) -> Bool { fatalError() }
}
