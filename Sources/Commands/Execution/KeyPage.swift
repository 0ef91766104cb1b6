import Keyspace

/// The keys of the client's database in one stretch of the hash space, cold ones included as far as
/// the request's listing tells them.
///
/// The bytes are views of entries and of the listing: valid until the next change of the keyspace.
struct KeyPage {
  struct Found {
    let bytes: UnsafeRawBufferPointer
    let deadlineMs: Int64
    /// The row of a cold key; nil for a hot one.
    let row: RowBatch.Header?
  }

  private(set) var keys: [Found] = []
  /// Cold rows on the page. When the listing lacks any of them the page is incomplete, and the
  /// listing of all of them must be asked for.
  private(set) var rows: [UInt64] = []
  private(set) var isComplete = true
  /// Where the next page begins; nil at the end of the hash space.
  private(set) var next: UInt64?

  /// Reads about `limit` slots from `cursor` on. Keys that have expired are left out.
  init(_ context: CommandContext, from cursor: UInt64, limit: Int) {
    let listed = KeyPage.headersByRow(context.listing)
    let nowMs = context.nowMs
    let database = context.session.database
    next = context.keyspace.scan(from: cursor, limit: limit, nowMs: nowMs) { key in
      switch key {
      case .hot(let entry):
        guard entry.database == database else { return }
        keys.append(Found(bytes: entry.key, deadlineMs: entry.lifetime.deadlineMs, row: nil))
      case .cold(let row):
        rows.append(row)
        guard let listing = context.listing, let header = listed[row] else {
          isComplete = false
          return
        }
        let lifetime = context.keyspace.lifetime(of: header)
        guard header.database == database, !lifetime.isExpired(at: nowMs) else { return }
        keys.append(
          Found(
            bytes: listing.key(of: header), deadlineMs: lifetime.deadlineMs, row: header))
      }
    }
  }

  private static func headersByRow(_ listing: RowBatch?) -> [UInt64: RowBatch.Header] {
    guard let listing else { return [:] }
    return Dictionary(listing.headers.map { ($0.row, $0) }) { first, _ in first }
  }

  /// Slots that one turn may look at: few enough that no other client notices, and fewer still when
  /// some of them may have to be read from the store.
  static func slotsPerTurn(_ context: CommandContext) -> Int {
    context.keyspace.mayHaveColdKeys ? 1_000 : 10_000
  }
}
