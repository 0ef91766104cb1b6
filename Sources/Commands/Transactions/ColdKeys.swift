import Keyspace

/// Collects keys that are not in memory, and what to wait for to have them there.
struct ColdKeys {
  private var rows: [UInt64] = []
  private var unknown: [SoughtKey] = []

  mutating func note(_ key: Key, _ context: CommandContext) {
    switch context.keyspace.residency(of: key) {
    case .hot, .absent: return
    case .cold(let row): rows.append(row)
    case .unknown:
      unknown.append(
        SoughtKey(database: key.database, bytes: [UInt8](key.bytes), hash: key.hash))
    }
  }

  mutating func note(_ other: ColdKeys) {
    rows += other.rows
    unknown += other.unknown
  }

  /// nil when every key is in memory or known to be absent.
  var demand: Demand? {
    rows.isEmpty && unknown.isEmpty ? nil : .keys(rows: rows, unknown: unknown)
  }
}
