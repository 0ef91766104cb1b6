import Keyspace

/// The keys of one database in one stretch of the hash space, cold ones included as far as the
/// request's listing tells them.
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
  init(_ context: CommandContext, in database: UInt8, from cursor: UInt64, limit: Int) {
    let nowMs = context.nowMs
    next = context.keyspace.scan(from: cursor, limit: limit, nowMs: nowMs) { key in
      switch key {
      case .hot(let entry):
        guard entry.database == database else { return }
        keys.append(Found(bytes: entry.key, deadlineMs: entry.lifetime.deadlineMs, row: nil))
      case .cold(let row):
        rows.append(row)
        guard let listing = context.listing, let header = listing.header(ofRow: row) else {
          isComplete = false
          return
        }
        let lifetime = context.keyspace.lifetime(of: header)
        guard header.database == database, !lifetime.isExpired(at: nowMs) else { return }
        keys.append(
          Found(
            bytes: listing.rows.key(of: header), deadlineMs: lifetime.deadlineMs, row: header))
      }
    }
  }

  /// Slots that one turn may look at: few enough that no other client notices, and fewer still when
  /// some of them may have to be read from the store.
  static func slotsPerTurn(_ context: CommandContext) -> Int {
    context.keyspace.mayHaveColdKeys ? 1_000 : 10_000
  }

  /// Goes through a whole database in one turn, page by page: what a transaction does, for which
  /// everything has been listed. False when something was not.
  static func visitAll(
    _ context: CommandContext, in database: UInt8, _ body: (KeyPage) -> Void
  ) -> Bool {
    var cursor: UInt64? = 0
    while let start = cursor {
      let page = KeyPage(context, in: database, from: start, limit: slotsPerTurn(context))
      guard page.isComplete else { return false }
      body(page)
      cursor = page.next
    }
    return true
  }
}

extension CommandContext {
  /// The database that the client's number stands for at present.
  var ownDatabase: UInt8 { keyspace.databases.database(of: session.database) }

  /// The walk that goes on now, or a new one from `start` through the client's database.
  func takeWalk(from start: @autoclosure () -> UInt64 = 0) -> KeyWalk {
    session.takeWalk() ?? KeyWalk(in: ownDatabase, start: start())
  }
}
