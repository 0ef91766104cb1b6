/// Which clients have read which keys, and which want to hear of all keys with a prefix.
///
/// Keys are those of all databases, as in Redis: at worst a client forgets a value that is still
/// good. Clients that have gone stay in the sets until the key changes; their numbers are never
/// used again.
public struct TrackingTable: Sendable {
  public typealias Name = [UInt8]

  private var readers: [Name: Set<Int64>] = [:]
  /// Keys in the order in which they came, with some that are gone already.
  private var arrivals: [Name] = []
  private var firstArrival = 0
  private var prefixes: [Name: Set<Int64>] = [:]
  private var clients: Set<Int64> = []
  /// Memory that it takes, in bytes, about.
  public private(set) var byteCount = 0

  /// What a key takes besides its name: two table elements, a set of few clients, an arrival.
  private static let overheadBytes = 200

  public init() {}

  /// Whether nobody wants to hear of anything.
  public var isIdle: Bool { clients.isEmpty }
  public var clientCount: Int { clients.count }
  public var keyCount: Int { readers.count }
  /// Pairs of a key and a client that has read it.
  public private(set) var itemCount = 0
  public var prefixCount: Int { prefixes.count }

  /// Begins to track for a client.
  public mutating func add(_ client: Int64, _ mode: TrackingMode) {
    clients.insert(client)
    for prefix in mode.prefixes { prefixes[prefix, default: []].insert(client) }
  }

  /// Tracks no more for a client. The last one takes all keys with it.
  public mutating func remove(_ client: Int64, _ mode: TrackingMode) {
    clients.remove(client)
    for prefix in mode.prefixes {
      prefixes[prefix]?.remove(client)
      if prefixes[prefix]?.isEmpty == true { prefixes[prefix] = nil }
    }
    if clients.isEmpty { forgetAll() }
  }

  /// A client has read a key.
  public mutating func remember(_ key: Name, for client: Int64) {
    if let isNew = readers[key]?.insert(client).inserted {
      if isNew { itemCount += 1 }
      return
    }
    readers[key] = [client]
    itemCount += 1
    arrivals.append(key)
    byteCount += key.count + TrackingTable.overheadBytes
  }

  /// The key has changed: who has read it, and is not told of it again until it reads it again.
  public mutating func take(_ key: Name) -> Set<Int64> {
    guard let clients = readers.removeValue(forKey: key) else { return [] }
    byteCount -= key.count + TrackingTable.overheadBytes
    itemCount -= clients.count
    dropGoneArrivals()
    return clients
  }

  /// Who wants to hear of every key that begins as this one does. O(number of prefixes).
  public func broadcasts(of key: Name) -> Set<Int64> {
    prefixes.reduce(into: []) { clients, element in
      if key.starts(with: element.key) { clients.formUnion(element.value) }
    }
  }

  /// The oldest key and who has read it, for when there are too many.
  public mutating func takeOldest() -> (key: Name, readers: Set<Int64>)? {
    while firstArrival < arrivals.count {
      let key = arrivals[firstArrival]
      firstArrival += 1
      if readers[key] != nil { return (key, take(key)) }
    }
    return nil
  }

  /// Everybody who tracks, of whom all keys are forgotten.
  public mutating func takeAll() -> Set<Int64> {
    forgetAll()
    return clients
  }

  private mutating func forgetAll() {
    readers = [:]
    arrivals = []
    firstArrival = 0
    byteCount = 0
    itemCount = 0
  }

  /// Keeps the list of arrivals within a factor of what is tracked.
  private mutating func dropGoneArrivals() {
    guard arrivals.count > 2 * readers.count + 1024 else { return }
    var seen = Set<Name>(minimumCapacity: readers.count)
    arrivals = arrivals[firstArrival...].filter { readers[$0] != nil && seen.insert($0).inserted }
    firstArrival = 0
  }
}
