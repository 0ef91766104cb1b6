/// What became of a request.
public enum Outcome: Sendable {
  /// Its replies are in the buffer.
  case done
  /// Its reply is in the buffer; the connection closes once that is sent.
  case close
  /// Run it again when this has been met. Nothing was changed and nothing was replied, unless
  /// `Session.progress` says how far the request has come.
  case wait(Demand)
  /// A turn's worth of it is done: run it again when what it has replied so far has been sent.
  /// `Session.progress` says where it goes on.
  case more

  /// Whether the request is over.
  @inline(__always)
  var isFinal: Bool {
    switch self {
    case .done, .close: true
    case .wait, .more: false
    }
  }
}

/// What a command needs before it can run.
public enum Demand: Sendable {
  /// Cold keys in memory.
  case keys(ColdKeys)
  /// The keys of these rows for a walk, without bringing them into memory. They come back in
  /// `WaitResults.listing`.
  case listing(rows: [UInt64])
  /// The same for rows that the listing lacks, which keeps what it has.
  case furtherListing(rows: [UInt64])
  /// Every key in the index; only after a start.
  case completeIndex
  /// Rows on disk that have expired to be counted as such. Meets `WaitResults.isMet`.
  case sweep
  /// A copy of the database to be complete. Meets `WaitResults.isMet`.
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
