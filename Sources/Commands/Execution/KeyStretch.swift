import Keyspace

/// The part of the hash space that a request walks through: about `limit` slots from `cursor` on.
public struct KeyStretch: Sendable, Equatable {
  let cursor: UInt64
  var limit: Int

  /// All of it.
  static let everything = KeyStretch(cursor: 0, limit: .max)
}
