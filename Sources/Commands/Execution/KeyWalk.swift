/// A walk over the keyspace that takes several turns: where it goes on, and what it has found.
public struct KeyWalk {
  /// Where it began, whatever number that has by now.
  public let database: UInt8
  var cursor: UInt64
  /// A walk that goes round has passed the end of the hash space.
  var hasWrapped = false
  /// It has removed keys of which nobody who caches them has been told yet. Whoever ends the walk before
  /// its end owes them that word.
  public internal(set) var hasFlushed = false
  /// The found keys, one behind the other, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// How many of them have been listed; nil while it still looks for more.
  private(set) var listedCount: Int?

  init(in database: UInt8, start: UInt64) {
    self.database = database
    cursor = start
  }

  /// Memory that the walk holds, in bytes, for the accounting of its client.
  public var byteCount: Int { bytes.capacity + ends.capacity * MemoryLayout<Int>.stride }

  var foundCount: Int { ends.count }

  mutating func append(_ key: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: key)
    ends.append(bytes.count)
  }

  /// Everything has been found; what was is listed from now on.
  mutating func beginListing() { listedCount = 0 }

  /// Calls `body` with up to `limit` found keys that have not been listed yet, for as long as it answers
  /// true. False when none is left.
  mutating func list(limit: Int, _ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    var index = listedCount ?? 0
    let end = min(index + limit, ends.count)
    bytes.withUnsafeBytes { all in
      var wantsMore = true
      while wantsMore, index < end {
        let start = index == 0 ? 0 : ends[index - 1]
        wantsMore = body(UnsafeRawBufferPointer(rebasing: all[start..<ends[index]]))
        index += 1
      }
    }
    listedCount = index
    return index < ends.count
  }
}
