/// The numbers that belong to the database as a whole, each under its name in `meta`.
enum Meta: String {
  case hashSeedFirst = "hash_seed_1"
  case hashSeedSecond = "hash_seed_2"
  /// The LSN from which a replay must start.
  case journalThrough = "journal_through"
  /// The first row number that was never used.
  case nextRow = "next_row"
  /// The number of each database, four bits each, that of database 0 lowest. A store without it has
  /// never seen databases swapped: each has its own number.
  case databaseNumbers = "database_numbers"

  /// 1 once the journal beside it has been marked as its own.
  case journalMarked = "journal_marked"
  /// 1 while the journal beside it may hold acknowledged changes that the database does not, 0 after a
  /// clean stop and in a backup. Earlier versions wrote the inode of `tokens.db` instead of 1.
  case journalAwaited = "journal_awaited"

  /// nil when the database lacks the number.
  func read(_ database: Database) throws(StorageError) -> UInt64? {
    try database.integer(
      "SELECT value FROM meta WHERE name = '\(rawValue)'", for: "read the database's numbers"
    ).map(UInt64.init(bitPattern:))
  }

  func write(_ value: UInt64, _ database: Database) throws(StorageError) {
    try database.execute(
      "INSERT OR REPLACE INTO meta VALUES ('\(rawValue)', \(Int64(bitPattern: value)))",
      for: "write the database's numbers")
  }

  /// The numbers of a new database.
  static func createAll(_ database: Database) throws(StorageError) {
    var random = SystemRandomNumberGenerator()
    try hashSeedFirst.write(random.next(), database)
    try hashSeedSecond.write(random.next(), database)
    try journalThrough.write(0, database)
    try nextRow.write(SegmentLayout.firstRow, database)
  }
}
