import RESP

/// Who listens to what, for all clients. Clients are known by their number.
public struct SubscriptionTable: Sendable {
  public typealias Name = Subscriptions.Name

  private var channels: [Name: Set<Int64>] = [:]
  private var patterns: [Name: Set<Int64>] = [:]
  private var shards: [Name: Set<Int64>] = [:]

  public init() {}

  /// Whether a message to some channel could reach anybody.
  public var hasListeners: Bool { !channels.isEmpty || !patterns.isEmpty }

  /// Different patterns that clients listen to.
  public var patternCount: Int { patterns.count }

  public var channelCount: Int { channels.count }

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

  mutating func insert(_ client: Int64, _ name: Name, _ kind: SubscriptionKind) {
    self[kind][name, default: []].insert(client)
  }

  mutating func remove(_ client: Int64, _ name: Name, _ kind: SubscriptionKind) {
    self[kind][name]?.remove(client)
    if self[kind][name]?.isEmpty == true { self[kind][name] = nil }
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
