/// The state of a key that one write leaves behind.
struct TortureState: Equatable {
  /// The value's version; 0 when the key was never written.
  var version: UInt32 = 0
  var life = Life.absent

  enum Life: Equatable {
    case absent
    /// Saved without an expiry: the server's backstop applies.
    case backstop
    /// Dies at this moment, in milliseconds since 1970, though it is read all the time.
    case absolute(deadlineMs: Int64)
  }
}

/// What is known of one key: the last write that was acknowledged and the one under way, if any.
struct TortureRecord: Equatable {
  var acknowledged = TortureState()
  /// The write that was sent and not answered. A kill leaves it done or not done: both are right.
  var underway: TortureState?
}
