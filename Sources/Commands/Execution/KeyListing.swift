public import Keyspace

/// Keys of rows on disk, gathered for walks over the keyspace without bringing entries into memory.
///
/// Engine queue only. Its keys are views: valid until more rows are added.
public final class KeyListing {
  /// What became of a row.
  enum Listed {
    case found(RowBatch.Header)
    /// It was looked for and is not there: it has gone meanwhile, or the store is damaged.
    case missing
    /// It has not been looked for.
    case unlisted
  }

  /// What was found, without values.
  let rows = RowBatch(capacity: 4096)
  /// Places in `rows`; -1 for a row that was not found.
  private var positions: [UInt64: Int] = [:]

  public init() {}

  /// - Parameter sought: The rows that were looked for.
  public func add(_ batch: RowBatch, sought: some Sequence<UInt64>) {
    for header in batch.headers where positions[header.row] == nil {
      positions[header.row] = rows.count
      rows.append(
        row: header.row, hash: header.hash, database: header.database, lifetime: header.lifetime,
        key: batch.key(of: header), value: nil)
    }
    for row in sought where positions[row] == nil { positions[row] = -1 }
  }

  /// Memory that the listing holds, in bytes.
  public var byteCount: Int { rows.byteCount + positions.count * KeyListing.bytesPerKey }

  /// Memory of one key beside its bytes: its header and its place in the table. An estimate.
  static let bytesPerKey = 128

  func lookUp(_ row: UInt64) -> Listed {
    guard let position = positions[row] else { return .unlisted }
    return position < 0 ? .missing : .found(rows.headers[position])
  }
}
