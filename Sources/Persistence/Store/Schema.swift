/// The tables of the token database.
///
/// Rows of `entries` are appended and deleted, never changed. A row that is superseded, deleted or
/// expired has its bit set in its segment's `dead`. A segment that will get no more rows has an index
/// beside it, in a table of its own so that reading `segments` does not step over it.
enum Schema {
  /// "TokC", for file(1) and for us: https://www.sqlite.org/pragma.html#pragma_application_id
  static let applicationID: UInt32 = 0x546F_6B43
  /// The newest that this program reads; raised with every change that an older one could not read.
  ///
  /// Version 2 has databases with other numbers than their rows say. A store becomes one in the commit
  /// that first swaps two, because an older program would serve entries under wrong numbers from then
  /// on; until then it stays version 1.
  static let version: UInt32 = 2
  static let firstVersion: UInt32 = 1

  static let tables = """
    CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE entries(
      row INTEGER PRIMARY KEY, database INTEGER NOT NULL, expires_at INTEGER NOT NULL,
      window_ms INTEGER NOT NULL, cap_ms INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL);
    CREATE TABLE segments(
      segment INTEGER PRIMARY KEY, row_count INTEGER NOT NULL, live_count INTEGER NOT NULL,
      first_deadline INTEGER NOT NULL, dead BLOB);
    CREATE TABLE segment_indexes(
      segment INTEGER PRIMARY KEY, hashes BLOB NOT NULL, deadlines BLOB NOT NULL);
    """

  /// What people look at: exactly the entries that are alive now.
  ///
  /// The database is the number that clients know it by.
  ///
  /// SQL has no way to number a byte of a blob, so the bit comes from a hexadecimal digit: the place
  /// of the digit in the list, plus nothing for 0, is its value. A `dead` of NULL means that no bit
  /// is set.
  static let view = """
    CREATE VIEW tokens AS
    SELECT
      CAST(e.key AS TEXT) AS key, CAST(e.value AS TEXT) AS value, e.expires_at,
      datetime(e.expires_at / 1000, 'unixepoch') AS expires,
      coalesce((SELECT value FROM meta WHERE name = 'database_numbers') >> e.database * 4 & 15,
        e.database) AS database,
      e.window_ms <> 0 AS sliding, e.window_ms, e.cap_ms, e.row
    FROM segments AS s CROSS JOIN entries AS e
      ON e.row BETWEEN s.segment << 14 AND s.segment << 14 | 16383
    WHERE s.live_count > 0
      AND e.expires_at > CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
      AND (s.dead IS NULL OR 0 = (instr('123456789ABCDEF', substr(
        hex(substr(s.dead, (e.row & 16383) / 8 + 1, 1)), 2 - (e.row >> 2 & 1), 1))
        >> (e.row & 3) & 1));
    """
}
