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
  /// A walk over the keyspace that has not finished (KEYS).
  public var walk: KeyWalk?

  public init(id: Int64, isAuthenticated: Bool) {
    self.id = id
    self.isAuthenticated = isAuthenticated
  }
}

/// A walk that takes several turns: where it goes on, and what it has found.
public struct KeyWalk {
  public var cursor: UInt64 = 0
  /// Keys found so far, one behind the other.
  public var found: [[UInt8]] = []
}
