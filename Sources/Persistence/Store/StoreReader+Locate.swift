public import Keyspace

extension StoreReader {
  /// Finds keys in closed segments that are not in the in-memory index yet.
  ///
  /// The newest row of each key is found, dead or alive: when it is dead, so are the older ones. Whether it
  /// is alive only the engine knows; a row that died during the search may have been copied forward.
  public func locate(
    _ requests: [LocateRequest], segments: [UInt64]
  ) throws(StorageError) -> LocateResult {
    let batch = RowBatch(capacity: 1024)
    let slid = SlidTable(database: database)
    var matches: [LocateResult.Match] = []
    try database.transaction(.read, for: "search the database") { () throws(StorageError) in
      let search = try HashSearch(database)
      var open = Array(requests.indices)
      for segment in segments.sorted(by: >) where !open.isEmpty {
        let found = try offsets(of: open.map { requests[$0].hash }, in: segment, search)
        var left: [Int] = []
        for request in open {
          let candidates = found[requests[request].hash] ?? []
          if try find(requests[request], in: segment, candidates, batch) {
            let row = batch.count - 1
            let offset = SegmentLayout.offset(of: batch.headers[row].row)
            let block = try slid.read(segment)
            matches.append(
              LocateResult.Match(
                request: request, row: row, slidDeadline: offset < block.count ? block[offset] : 0))
          } else {
            left.append(request)
          }
        }
        open = left
      }
    }
    return LocateResult(matches: matches, rows: batch)
  }

  /// The rows with any of these hashes. They are searched for in the stored index; where that is
  /// missing or damaged, all rows of the segment are looked at.
  private func offsets(
    of hashes: [UInt64], in segment: UInt64, _ search: HashSearch
  ) throws(StorageError) -> [UInt64: [UInt16]] {
    var found: [UInt64: [UInt16]] = [:]
    do throws(StorageError) {
      if try search.open(segment) {
        for hash in hashes { found[hash] = try search.offsets(of: hash) }
        return found
      }
    } catch {
      guard error.cause == .damaged else { throw error }
    }
    let index = try openIndex(segment).index()
    let wanted = Set(hashes)
    for (position, hash) in index.hashes.enumerated() where wanted.contains(hash) {
      found[hash, default: []].append(index.offsets[position])
    }
    return found
  }

  /// Adds the newest of these rows that holds the key, if one does.
  private func find(
    _ request: LocateRequest, in segment: UInt64, _ offsets: [UInt16], _ batch: RowBatch
  ) throws(StorageError) -> Bool {
    for offset in offsets.reversed() {
      let row = SegmentLayout.row(segment: segment, offset: Int(offset))
      if try append(row: row, ifHolding: request, to: batch) { return true }
    }
    return false
  }
}

/// A key to look for.
public struct LocateRequest: Sendable {
  public var database: UInt8
  public var key: [UInt8]
  public var hash: UInt64

  public init(database: UInt8, key: [UInt8], hash: UInt64) {
    self.database = database
    self.key = key
    self.hash = hash
  }
}

/// Where keys were found: pairs of positions in the requests and in `rows.headers`.
public struct LocateResult: Sendable {
  public struct Match: Sendable, Equatable {
    public let request: Int
    public let row: Int
    /// What the last clean stop has kept about the row, for `Keyspace.restoreSlidDeadline`; 0 for
    /// nothing.
    public let slidDeadline: UInt32
  }
  public let matches: [Match]
  public let rows: RowBatch
}
