import Keyspace

/// The keys of one database in one stretch of the hash space, cold ones included as far as the
/// request's listing tells them.
///
/// The bytes are views of entries and of the listing: valid until the next change of the keyspace.
struct KeyPage {
  struct Found {
    let bytes: UnsafeRawBufferPointer
    /// The row of a cold key; nil for a hot one.
    let row: RowBatch.Header?
  }

  private(set) var keys: [Found] = []
  /// The rows of a page that begins with a cold key which the listing lacks: it is not complete, and
  /// these must be listed.
  private(set) var rows: [UInt64] = []
  var isComplete: Bool { rows.isEmpty }
  /// Where the next page begins; nil at the end of the hash space.
  private(set) var next: UInt64?
  /// Bytes of the keys looked at.
  private var keyBytes = 0
  private var slotCount = 0

  /// Reads about `limit` slots from `cursor` on, fewer if their keys are long or if the listing ends.
  /// Keys that have expired are left out.
  init(_ context: CommandContext, in database: UInt8, from cursor: UInt64, limit: Int) {
    let limitBytes = KeyPage.bytesPerTurn(context)
    next = context.keyspace.scan(from: cursor, limit: limit, nowMs: context.nowMs) { key in
      if !rows.isEmpty { return listMissing(key, context) }
      guard keyBytes < limitBytes else { return false }
      defer { slotCount += 1 }
      switch key {
      case .hot(let entry):
        keyBytes += entry.key.count
        if entry.database == database {
          keys.append(Found(bytes: entry.key, row: nil))
        }
        return true
      case .cold(let row): return take(row, of: database, context)
      }
    }
  }

  /// Takes a cold key that the listing tells. One that it does not tell ends the page, or begins the list
  /// of what is to be listed.
  private mutating func take(
    _ row: UInt64, of database: UInt8, _ context: CommandContext
  ) -> Bool {
    guard let listing = context.listing, case .found(let header) = listing.lookUp(row) else {
      if isMissing(row, context) { return true }
      guard slotCount == 0 else { return false }
      rows.append(row)
      return true
    }
    keyBytes += header.keyLength
    let lifetime = context.keyspace.lifetime(of: header)
    if header.database == database, !lifetime.isExpired(at: context.nowMs) {
      keys.append(Found(bytes: listing.rows.key(of: header), row: header))
    }
    return true
  }

  private mutating func listMissing(_ key: ScannedKey, _ context: CommandContext) -> Bool {
    if case .cold(let row) = key, !isMissing(row, context) { rows.append(row) }
    return true
  }

  private func isMissing(_ row: UInt64, _ context: CommandContext) -> Bool {
    if case .missing? = context.listing?.lookUp(row) { true } else { false }
  }

  /// Bytes of keys that one turn may look at.
  static func bytesPerTurn(_ context: CommandContext) -> Int {
    min(1 << 20, context.keyspace.memoryLimit / 64)
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
