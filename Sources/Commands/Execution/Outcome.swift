/// What became of a request.
public enum Outcome: Sendable {
  /// Its replies are in the buffer.
  case done
  /// Its reply is in the buffer; the connection closes once that is sent.
  case close
  /// Nothing was changed and nothing was replied: run it again when this has been met.
  case wait(Demand)
}

/// What a command needs before it can run.
public enum Demand: Sendable {
  /// Cold keys in memory: rows to fetch, and keys to look for on disk because the index does not
  /// know all of them yet.
  case keys(rows: [UInt64], unknown: [SoughtKey])
  /// The keys of these rows for a walk, without bringing them into memory. They come back in
  /// `CommandContext.listing`.
  case listing(rows: [UInt64])
  /// The same for rows that the listing lacks, which keeps what it has.
  case furtherListing(rows: [UInt64])
  /// Every key in the index; only after a start.
  case completeIndex
  /// Rows on disk that have expired to be counted as such. Meets `CommandContext.isMet`.
  case sweep
  /// A copy of the database to be complete. Meets `CommandContext.isMet`.
  case backup
  /// Nothing but the next turn of the loop: a long walk lets the other clients go first.
  case turn
  /// Room: too much is waiting for the store.
  case room
}

/// A key to look for on disk, with its own copy of the bytes.
public struct SoughtKey: Sendable, Equatable {
  /// As `Key.database`.
  public let database: UInt8
  public let bytes: [UInt8]
  public let hash: UInt64
}
