/// What kind of command it is; the names are those of `COMMAND INFO`.
/// https://redis.io/docs/latest/commands/command/
public struct CommandFlags: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// May change the keyspace.
  public static let write = CommandFlags(rawValue: 1 << 0)
  public static let readonly = CommandFlags(rawValue: 1 << 1)
  /// May make the keyspace larger, so it waits or fails when there is no room.
  public static let denyoom = CommandFlags(rawValue: 1 << 2)
  public static let admin = CommandFlags(rawValue: 1 << 3)
  public static let pubsub = CommandFlags(rawValue: 1 << 4)
  public static let noscript = CommandFlags(rawValue: 1 << 5)
  public static let loading = CommandFlags(rawValue: 1 << 6)
  public static let stale = CommandFlags(rawValue: 1 << 7)
  public static let fast = CommandFlags(rawValue: 1 << 8)
  /// Allowed before AUTH.
  public static let noAuth = CommandFlags(rawValue: 1 << 9)
  /// Refused inside MULTI.
  public static let noMulti = CommandFlags(rawValue: 1 << 10)
  /// Needs every key of the store in the index, so it waits for a start to finish.
  public static let wholeKeyspace = CommandFlags(rawValue: 1 << 11)
  public static let skipSlowlog = CommandFlags(rawValue: 1 << 12)
  public static let noAsyncLoading = CommandFlags(rawValue: 1 << 13)
  public static let allowBusy = CommandFlags(rawValue: 1 << 14)
  /// Its keys are not at fixed positions.
  public static let movableKeys = CommandFlags(rawValue: 1 << 15)
  /// Runs at once between MULTI and EXEC, where other commands are queued.
  public static let immediate = CommandFlags(rawValue: 1 << 16)
  /// Counts keys, so it waits until expired ones are gone from the store.
  public static let counts = CommandFlags(rawValue: 1 << 17)

  /// Needs no values of its keys: cold ones are told by their keys and lifetimes alone. A command with a
  /// `keyUse` does unless that says that the request reads the value.
  public static let keysOnly = CommandFlags(rawValue: 1 << 18)
  /// Goes through its keys by itself, as many as a turn bears, and asks for those that are cold.
  public static let gradual = CommandFlags(rawValue: 1 << 19)

  /// Not a write itself, but messages or changes follow from it: `CLIENT PAUSE WRITE` holds it back.
  static let mayReplicate = CommandFlags(rawValue: 1 << 22)
  /// Ends the transaction that the connection is queueing, even when it is refused.
  static let endsTransaction = CommandFlags(rawValue: 1 << 23)
  /// What `CLIENT CACHING` said still holds for the request behind it.
  static let keepsCaching = CommandFlags(rawValue: 1 << 24)

  /// Takes some milliseconds with its largest arguments.
  static let heavy = CommandFlags(rawValue: 1 << 21)

  /// A client that speaks RESP2 and listens to channels may send it.
  public static let allowedWhileSubscribed = CommandFlags(rawValue: 1 << 20)

  /// Every command has it: what a set of flags must hold to mean all of them.
  static let every = CommandFlags(rawValue: 1 << 31)

  /// In the order in which Redis lists them. Flags that are this server's own have no name.
  private static let names: [(CommandFlags, String)] = [
    (.write, "write"), (.readonly, "readonly"), (.denyoom, "denyoom"), (.admin, "admin"),
    (.pubsub, "pubsub"), (.noscript, "noscript"), (.loading, "loading"), (.stale, "stale"),
    (.skipSlowlog, "skip_slowlog"), (.fast, "fast"), (.noAuth, "no_auth"),
    (.noAsyncLoading, "no_async_loading"), (.noMulti, "no_multi"), (.allowBusy, "allow_busy"),
    (.movableKeys, "movablekeys"),
  ]

  /// The names of the flags that are set, as `COMMAND INFO` spells them.
  public var names: [String] {
    CommandFlags.names.filter { contains($0.0) }.map(\.1)
  }
}
