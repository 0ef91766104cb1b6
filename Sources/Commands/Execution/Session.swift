/// What the server remembers about one client between its requests, as far as commands read or
/// change it.
public struct Session {
  /// Never reused while the server runs.
  public let id: Int64
  /// The database that `SELECT` chose.
  public var database: UInt8 = 0
  /// `CLIENT SETNAME`; empty for none.
  public var name = ""
  /// `CLIENT SETINFO`.
  public var libraryName = ""
  public var libraryVersion = ""
  public var isAuthenticated: Bool
  /// `CLIENT NO-EVICT ON`: the connection is spared when client buffers must shrink.
  public var isExemptFromEviction = false
  /// `CLIENT NO-TOUCH ON`: reads leave no trace, neither in the eviction order nor on a window.
  public var leavesNoTrace = false
  /// A walk over the keyspace that has not finished (KEYS, RANDOMKEY, FLUSHDB).
  public var walk: KeyWalk?

  public init(id: Int64, isAuthenticated: Bool) {
    self.id = id
    self.isAuthenticated = isAuthenticated
  }

  /// The walk that goes on now, or a new one from `start`. The session lets go of it, so that it
  /// can grow in place.
  mutating func takeWalk(from start: @autoclosure () -> UInt64 = 0) -> KeyWalk {
    defer { walk = nil }
    return walk ?? KeyWalk(start: start())
  }
}
