public import Keyspace

/// Keys of rows on disk, gathered for walks over the keyspace without bringing entries into memory.
///
/// Engine queue only. Its keys are views: valid until more rows are added.
public final class KeyListing {
  /// What was added, without values.
  let rows = RowBatch(capacity: 4096)
  private var positions: [UInt64: Int] = [:]

  public init() {}

  public func add(_ batch: RowBatch) {
    for header in batch.headers where positions[header.row] == nil {
      positions[header.row] = rows.count
      rows.append(
        row: header.row, hash: header.hash, database: header.database, lifetime: header.lifetime,
        key: batch.key(of: header), value: UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }

  /// Memory that the listing holds, in bytes.
  public var byteCount: Int { rows.byteCount + rows.count * KeyListing.bytesPerKey }

  /// Memory of one key beside its bytes: its header and its place in the table. An estimate.
  static let bytesPerKey = 128

  func header(ofRow row: UInt64) -> RowBatch.Header? { positions[row].map { rows.headers[$0] } }
}
