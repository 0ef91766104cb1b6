/// Which clients have read which keys, and which want to hear of all keys with a prefix.
///
/// Keys are those of all databases, as in Redis: at worst a client forgets a value that is still
/// good. Clients that have gone leave the sets bit by bit, see `sweep`; their numbers are never used
/// again.
public struct TrackingTable: Sendable {
  public typealias Name = [UInt8]

  /// A key and who has read it, in a list in the order in which keys came.
  private struct Place {
    var key: Name = []
    var readers: Set<Int64> = []
    var older: Int32 = none
    var newer: Int32 = none
  }

  private static let none: Int32 = -1

  private var numbers: [Name: Int32] = [:]
  private var places: [Place] = []
  private var free: [Int32] = []
  private var oldest = none
  private var newest = none
  private var prefixes: [Name: Set<Int64>] = [:]
  private var clients: Set<Int64> = []
  /// Clients that have gone since the sweep that goes on began, and before.
  private var gone: Set<Int64> = []
  private var leaving: Set<Int64> = []
  private var swept = 0
  /// Pairs of a key and a client that has read it.
  public private(set) var itemCount = 0
  /// Bytes of the names of all keys.
  private var nameBytes = 0

  /// What a key takes besides its name: an element of the dictionary, a place in the list, a set.
  private static let overheadBytes = 240
  /// What another reader takes in the set of its key, which doubles when it is full.
  private static let readerBytes = 32

  public init() {}

  /// Whether nobody wants to hear of anything.
  public var isIdle: Bool { clients.isEmpty }
  public var clientCount: Int { clients.count }
  public var keyCount: Int { numbers.count }
  public var prefixCount: Int { prefixes.count }

  /// Memory that it takes, in bytes, about.
  public var byteCount: Int {
    nameBytes + numbers.count * TrackingTable.overheadBytes + itemCount * TrackingTable.readerBytes
  }

  /// Begins to track for a client.
  public mutating func add(_ client: Int64, _ mode: TrackingMode) {
    clients.insert(client)
    for prefix in mode.prefixes { prefixes[prefix, default: []].insert(client) }
  }

  /// Whether `mode` can be added without more different prefixes than a change of a key may cost.
  func hasRoom(for mode: TrackingMode) -> Bool {
    let new = mode.prefixes.count { prefixes[$0] == nil }
    return new == 0 || prefixes.count + new <= TrackingTable.maxPrefixes
  }

  /// Every change of a key is compared with each of them.
  private static let maxPrefixes = 4096

  /// Tracks no more for a client. The last one takes all keys with it.
  public mutating func remove(_ client: Int64, _ mode: TrackingMode) {
    clients.remove(client)
    for prefix in mode.prefixes {
      prefixes[prefix]?.remove(client)
      if prefixes[prefix]?.isEmpty == true { prefixes[prefix] = nil }
    }
    if clients.isEmpty {
      forgetAll()
    } else if !mode.isBroadcast && !numbers.isEmpty {
      gone.insert(client)
    }
  }

  // MARK: Keys

  /// A client has read a key.
  public mutating func remember(_ key: Name, for client: Int64) {
    if !gone.isEmpty || !leaving.isEmpty { welcomeBack(client) }
    let number = numbers[key] ?? append(key)
    if places[Int(number)].readers.insert(client).inserted { itemCount += 1 }
  }

  /// Who tracks again after having ended it is no longer on the way out.
  private mutating func welcomeBack(_ client: Int64) {
    gone.remove(client)
    leaving.remove(client)
  }

  /// The key has changed: who has read it, and is not told of it again until it reads it again.
  public mutating func take(_ key: Name) -> Set<Int64> {
    numbers[key].map { take(at: $0).readers } ?? []
  }

  /// Who wants to hear of every key that begins as this one does. O(number of prefixes).
  public func broadcasts(of key: Name) -> Set<Int64> {
    prefixes.reduce(into: []) { clients, element in
      if key.starts(with: element.key) { clients.formUnion(element.value) }
    }
  }

  /// The oldest key and who has read it, for when there are too many.
  public mutating func takeOldest() -> (key: Name, readers: Set<Int64>)? {
    oldest == TrackingTable.none ? nil : take(at: oldest)
  }

  /// Everybody who tracks, of whom all keys are forgotten.
  public mutating func takeAll() -> Set<Int64> {
    forgetAll()
    return clients
  }

  private mutating func forgetAll() {
    let (prefixes, clients) = (prefixes, clients)
    self = TrackingTable()
    self.prefixes = prefixes
    self.clients = clients
  }

  // MARK: Clients that have gone

  /// Whether clients have gone whose reads are still remembered.
  public var wantsSweep: Bool { !gone.isEmpty || !leaving.isEmpty }

  /// Looks at up to `budget` keys and forgets what clients read that have gone.
  public mutating func sweep(budget: Int) {
    if leaving.isEmpty {
      swap(&leaving, &gone)
      swept = 0
    }
    let end = min(swept + budget, places.count)
    for number in swept..<end where !places[number].readers.isEmpty { dismiss(Int32(number)) }
    swept = end
    if swept == places.count { leaving = [] }
  }

  private mutating func dismiss(_ number: Int32) {
    let readers = places[Int(number)].readers
    guard readers.contains(where: leaving.contains) else { return }
    let left = readers.filter { !leaving.contains($0) }
    itemCount -= readers.count - left.count
    places[Int(number)].readers = left
    if left.isEmpty { _ = take(at: number) }
  }

  // MARK: The list

  private mutating func append(_ key: Name) -> Int32 {
    let number = free.popLast() ?? Int32(places.count)
    if Int(number) == places.count { places.append(Place()) }
    places[Int(number)] = Place(key: key, older: newest)
    if newest == TrackingTable.none { oldest = number } else { places[Int(newest)].newer = number }
    newest = number
    numbers[key] = number
    nameBytes += key.count
    return number
  }

  private mutating func take(at number: Int32) -> (key: Name, readers: Set<Int64>) {
    let place = places[Int(number)]
    places[Int(number)] = Place()
    if place.older == TrackingTable.none {
      oldest = place.newer
    } else {
      places[Int(place.older)].newer = place.newer
    }
    if place.newer == TrackingTable.none {
      newest = place.older
    } else {
      places[Int(place.newer)].older = place.older
    }
    numbers[place.key] = nil
    free.append(number)
    nameBytes -= place.key.count
    itemCount -= place.readers.count
    return (place.key, place.readers)
  }
}
