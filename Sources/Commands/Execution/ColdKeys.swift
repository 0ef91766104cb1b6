import Keyspace

/// Keys that are not in memory, and what of them has to be brought there.
public struct ColdKeys: Sendable {
  /// Rows of the store.
  public private(set) var rows: [UInt64] = []
  /// Keys to look for on disk, because the index does not know every row yet.
  public private(set) var unknown: [SoughtKey] = []
  /// Whether the values are wanted too; else the keys and how long they live.
  public let needsValues: Bool
  /// Whether the request goes on as soon as the first of them have come.
  public let isGradual: Bool

  init(needsValues: Bool, isGradual: Bool = false) {
    self.needsValues = needsValues
    self.isGradual = isGradual
  }

  var count: Int { rows.count + unknown.count }

  mutating func note(_ key: Key, _ context: CommandContext) {
    switch context.keyspace.residency(of: key, needsValue: needsValues) {
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

  /// Asks for the value of a key that is in memory without it.
  mutating func noteValue(ofRow row: UInt64) { rows.append(row) }

  /// nil when every key is in memory or known to be absent.
  var demand: Demand? { count == 0 ? nil : .keys(self) }
}
