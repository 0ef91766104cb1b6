import Bytes
import RESP

/// Who listens to what, for all clients. Clients are known by their number.
public struct SubscriptionTable: Sendable {
  public typealias Name = Subscriptions.Name

  private var channels: [Name: Set<Int64>] = [:]
  private var patterns: [Name: Set<Int64>] = [:]
  private var shards: [Name: Set<Int64>] = [:]

  /// What the subscriptions of all clients take, in bytes.
  public private(set) var byteCount = 0
  /// Bytes of all different patterns.
  private var patternBytes = 0

  /// Every message is compared with each pattern, however little the one who sends it can do about it.
  private static let mostPatterns = 4096
  private static let mostPatternsOfClient = 1024
  /// Bytes that one message may have to look at for the patterns' sake; some milliseconds.
  private static let mostSteps = 2 << 20

  public init() {}

  /// Whether a client that has `own` subscriptions may listen to another pattern.
  func hasPlace(forPattern name: Name, _ own: Subscriptions) -> Bool {
    own.patterns.count < SubscriptionTable.mostPatternsOfClient
      && (patterns[name] != nil || patterns.count < SubscriptionTable.mostPatterns)
  }

  /// Whether `channel` can be compared with all patterns in reasonable time. A pattern looks at most of
  /// a text once, and once more for every 64 bytes of its own.
  func canMatch(_ channel: UnsafeRawBufferPointer) -> Bool {
    let (steps, isTooMuch) = channel.count.multipliedReportingOverflow(
      by: patterns.count + patternBytes / 64)
    return !isTooMuch && steps <= SubscriptionTable.mostSteps
  }

  /// Whether a message to some channel could reach anybody.
  public var hasListeners: Bool { !channels.isEmpty || !patterns.isEmpty }

  /// Different patterns that clients listen to.
  public var patternCount: Int { patterns.count }

  public var channelCount: Int { channels.count }

  /// Pairs of a client and a pattern.
  private var patternListenerCount = 0

  /// How long a message takes at most, in the time of a brief command: it is written once for each client
  /// that hears it, and compared with each pattern.
  func work(channel: UnsafeRawBufferPointer, messageBytes: Int) -> Int {
    let exact = channels.isEmpty && shards.isEmpty ? 0 : listenerCount([UInt8](channel))
    let writing = (exact + patternListenerCount) * (3 + messageBytes / 2048)
    return writing + patterns.count * (1 + channel.count / 64)
  }

  private func listenerCount(_ name: Name) -> Int {
    (channels[name]?.count ?? 0) + (shards[name]?.count ?? 0)
  }

  /// Clients that listen to exactly this name.
  public func clients(of name: Name, _ kind: SubscriptionKind) -> Set<Int64> {
    self[kind][name] ?? []
  }

  /// Clients by each pattern that matches `channel`. O(number of patterns).
  public func matches(of channel: UnsafeRawBufferPointer) -> [(pattern: Name, clients: Set<Int64>)]
  {
    patterns.filter { pattern, _ in
      pattern.withUnsafeBytes { SubscriptionTable.matches($0, channel) }
    }.map { ($0.key, $0.value) }
  }

  /// Names that somebody listens to and that match `pattern`; all of them without one.
  func names(_ kind: SubscriptionKind, matching pattern: UnsafeRawBufferPointer?) -> [Name] {
    self[kind].keys.filter { name in
      guard let pattern else { return true }
      return name.withUnsafeBytes { SubscriptionTable.matches(pattern, $0) }
    }
  }

  /// That a star alone means every key, the empty one included, is a rule of KEYS and SCAN only.
  private static func matches(
    _ pattern: UnsafeRawBufferPointer, _ channel: UnsafeRawBufferPointer
  ) -> Bool {
    channel.isEmpty ? pattern.isEmpty : Glob.matches(pattern: pattern, channel)
  }

  public mutating func insert(_ client: Int64, _ name: Name, _ kind: SubscriptionKind) {
    if kind == .pattern && patterns[name] == nil { patternBytes += name.count }
    if self[kind][name, default: []].insert(client).inserted {
      byteCount += Subscriptions.bytes(name)
      if kind == .pattern { patternListenerCount += 1 }
    }
  }

  mutating func remove(_ client: Int64, _ name: Name, _ kind: SubscriptionKind) {
    guard self[kind][name]?.remove(client) != nil else { return }
    if kind == .pattern { patternListenerCount -= 1 }
    byteCount -= Subscriptions.bytes(name)
    guard self[kind][name]?.isEmpty == true else { return }
    self[kind][name] = nil
    if kind == .pattern { patternBytes -= name.count }
  }

  /// Ends every subscription of a client.
  public mutating func remove(_ client: Int64, _ subscriptions: Subscriptions) {
    for kind in SubscriptionKind.allCases {
      for name in subscriptions.names(kind) { remove(client, name, kind) }
    }
  }

  private subscript(_ kind: SubscriptionKind) -> [Name: Set<Int64>] {
    _read {
      switch kind {
      case .channel: yield channels
      case .pattern: yield patterns
      case .shard: yield shards
      }
    }
    _modify {
      switch kind {
      case .channel: yield &channels
      case .pattern: yield &patterns
      case .shard: yield &shards
      }
    }
  }
}
