/// Keys of requests that are about to run, on their way into the processor's caches.
///
/// A key costs a miss in the index, one at its entry and some more in its value, one after the other:
/// a microsecond and more for a GET that itself takes a fifth of one. Those of different keys overlap
/// when they are asked for in time, which is before the first of the requests runs.
public struct WarmingKeys: ~Copyable {
  /// Keys that are warmed together, at most: the lines of their entries fit into the nearest cache.
  fileprivate static let limit = 48

  /// Addresses of entries, and behind them hashes of keys that have still to be found.
  fileprivate let words = UnsafeMutablePointer<UInt>.allocate(capacity: limit)
  fileprivate var entryCount = 0
  /// Entries that nothing is left to ask for.
  fileprivate var doneCount = 0
  fileprivate var count = 0

  public init() {}

  deinit { words.deallocate() }

  public func hasRoom(for keys: Int) -> Bool { count + keys <= WarmingKeys.limit }
}

extension Keyspace {
  /// Asks for the index's lines of these keys, of as many as there is room for, and for the entries of
  /// those begun before.
  ///
  /// Neither this nor `finishWarming` changes anything or waits: the processor is told what will be
  /// read, and brings it while other work goes on.
  public func beginWarming(
    _ warming: inout WarmingKeys, _ keys: UnsafeBufferPointer<UnsafeRawBufferPointer>, number: UInt8
  ) {
    prefetchValues(&warming)
    prefetchEntries(&warming)
    let database = databases.database(of: number)
    for key in keys.prefix(WarmingKeys.limit - warming.count) {
      let hash = hasher.hash(key, database: database)
      index.prefetch(hash)
      warming.words[warming.count] = UInt(hash)
      warming.count &+= 1
    }
  }

  /// Asks for what is still missing of the entries of the keys begun, and forgets the keys. To be
  /// called before any of them can move.
  public func finishWarming(_ warming: inout WarmingKeys) {
    prefetchEntries(&warming)
    prefetchValues(&warming)
    warming.entryCount = 0
    warming.doneCount = 0
    warming.count = 0
  }

  /// Finds the entries whose lines of the index should have come meanwhile.
  private func prefetchEntries(_ warming: inout WarmingKeys) {
    var end = warming.entryCount
    for number in end..<warming.count {
      guard let position = index.first(of: UInt64(warming.words[number])), index[position].isHot
      else { continue }
      let entry = arena[index[position].handle]
      entry.prefetchHead()
      warming.words[end] = UInt(bitPattern: entry.base)
      end &+= 1
    }
    warming.entryCount = end
    warming.count = end
  }

  /// Asks for the rest of entries whose header should have come meanwhile.
  private func prefetchValues(_ warming: inout WarmingKeys) {
    for number in warming.doneCount..<warming.entryCount {
      // Safe: nothing has moved since the address was taken.
      let base = UnsafeMutableRawPointer(bitPattern: warming.words[number]).unsafelyUnwrapped
      Entry(base: base).prefetchRest(upTo: Keyspace.warmedBytes)
    }
    warming.doneCount = warming.entryCount
  }

  /// Of a long value the processor fetches the rest ahead by itself once it reads in sequence.
  private static let warmedBytes = 512
}
