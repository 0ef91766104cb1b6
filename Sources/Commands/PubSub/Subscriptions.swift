/// What a subscription is to: a channel, channels by pattern, or a shard channel. Shard channels have
/// names of their own, apart from the others.
/// https://redis.io/docs/latest/develop/interact/pubsub/
public enum SubscriptionKind: Sendable, CaseIterable {
  case channel, pattern, shard
}

/// The subscriptions of one client.
public struct Subscriptions: Sendable {
  public typealias Name = [UInt8]

  public private(set) var channels: Set<Name> = []
  public private(set) var patterns: Set<Name> = []
  public private(set) var shards: Set<Name> = []
  /// Memory that they take here and in the server's table, in bytes, for the client's account.
  public private(set) var byteCount = 0

  /// What a subscription takes besides its name, which both places share: two hash table elements
  /// and the header of the name.
  private static let overheadBytes = 160

  /// What a subscription of this name takes.
  static func bytes(_ name: Name) -> Int { name.count + overheadBytes }

  public init() {}

  public var isEmpty: Bool { byteCount == 0 }

  /// What confirmations of this kind tell: shard channels are counted by themselves.
  func count(with kind: SubscriptionKind) -> Int {
    kind == .shard ? shards.count : channels.count + patterns.count
  }

  func names(_ kind: SubscriptionKind) -> Set<Name> {
    switch kind {
    case .channel: channels
    case .pattern: patterns
    case .shard: shards
    }
  }

  func contains(_ name: Name, _ kind: SubscriptionKind) -> Bool { names(kind).contains(name) }

  /// False when it is there already.
  mutating func insert(_ name: Name, _ kind: SubscriptionKind) -> Bool {
    let isNew = modify(kind) { $0.insert(name).inserted }
    if isNew { byteCount += Subscriptions.bytes(name) }
    return isNew
  }

  /// False when there is none.
  mutating func remove(_ name: Name, _ kind: SubscriptionKind) -> Bool {
    let wasThere = modify(kind) { $0.remove(name) != nil }
    if wasThere { byteCount -= Subscriptions.bytes(name) }
    return wasThere
  }

  private mutating func modify<Result>(
    _ kind: SubscriptionKind, _ body: (inout Set<Name>) -> Result
  ) -> Result {
    switch kind {
    case .channel: body(&channels)
    case .pattern: body(&patterns)
    case .shard: body(&shards)
    }
  }
}
