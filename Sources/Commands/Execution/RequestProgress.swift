/// How far a request has come that names many keys and takes more than one turn.
public struct RequestProgress: Sendable, Equatable {
  /// The argument at which it goes on.
  public internal(set) var index: Int
  /// What it has counted so far.
  var count: Int64 = 0
  /// Whether the beginning of its reply has been written.
  public internal(set) var hasReplied = false
  /// Whether the keys that it reads are remembered for the client's cache. That comes before the first is
  /// read, so that a change between two turns is told of.
  public var isRemembered = false

  init(index: Int) { self.index = index }
}
