/// A walk over the keyspace that takes several turns: where it goes on, and what it has found.
public struct KeyWalk {
  /// One key found: where its bytes end, and its deadline at the time.
  struct Found {
    let end: Int
    let deadlineMs: Int64
  }

  /// Where it began, whatever number that has by now.
  public let database: UInt8
  var cursor: UInt64
  /// A walk that goes round has passed the end of the hash space.
  var hasWrapped = false
  /// It has removed keys of which nobody who caches them has been told yet. Whoever ends the walk before
  /// its end owes them that word.
  public internal(set) var hasFlushed = false
  private(set) var found: [Found] = []
  /// The found keys, one behind the other.
  private(set) var bytes: [UInt8] = []

  init(in database: UInt8, start: UInt64) {
    self.database = database
    cursor = start
  }

  /// Memory that the walk holds, in bytes, for the accounting of its client.
  public var byteCount: Int { bytes.capacity + found.capacity * MemoryLayout<Found>.stride }

  mutating func append(_ key: UnsafeRawBufferPointer, deadlineMs: Int64) {
    bytes.append(contentsOf: key)
    found.append(Found(end: bytes.count, deadlineMs: deadlineMs))
  }

  /// Calls `body` with each found key in turn.
  func visit(_ body: (UnsafeRawBufferPointer, _ deadlineMs: Int64) -> Void) {
    bytes.withUnsafeBytes { all in
      var start = 0
      for key in found {
        body(UnsafeRawBufferPointer(rebasing: all[start..<key.end]), key.deadlineMs)
        start = key.end
      }
    }
  }
}
