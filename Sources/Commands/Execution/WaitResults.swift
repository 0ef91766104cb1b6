/// What the waits of one request have brought so far, for the run that follows them.
///
/// It stands beside the client's session and is read in place: most requests never wait, and must not
/// pay for it.
public struct WaitResults {
  /// What a `Demand.listing` or `Demand.furtherListing` has brought; nil before.
  public var listing: KeyListing?
  /// Whether a `Demand.sweep` or a `Demand.backup` has been met.
  public var isMet = false
  /// How often the request's keys have been brought into memory without all of them being there,
  /// since it last got further.
  public var attempt = 0
  /// Why the key at which the request goes on could not be read, or why it cannot go on.
  public var failure: String?

  public init() {}

  /// Whether nothing has been waited for.
  public var isEmpty: Bool {
    attempt == 0 && !isMet && listing == nil && failure == nil
  }
}
