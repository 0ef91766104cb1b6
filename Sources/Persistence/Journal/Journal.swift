/// The crash journal: a redo log in a ring file, one frame per turn of the event loop.
///
/// A log sequence number (LSN) is an offset in an endless stream of bytes; the ring shows the last
/// `capacity` of them. A frame is written with one system call before the replies that depend on it
/// leave, so the page cache holds it even if the process dies in the next instant; `sync` makes it
/// survive power loss. Space is given back once the store has committed what it describes.
///
/// Engine queue only, except for `sync(descriptor:)`, which may run anywhere while the journal lives.
public struct Journal: ~Copyable {
  /// Opens the ring file at `path`, creating it with `capacity` bytes of frames if there is none.
  ///
  /// An existing ring of another capacity keeps its own while it holds frames from `replayFrom` on,
  /// and is made anew otherwise. Call `replay` next, in any case.
  ///
  /// - Parameters:
  ///   - capacity: Bytes for frames; rounded up to whole 4 KB pages.
  ///   - replayFrom: The LSN that the store's last commit names; frames before it are of no interest.
  /// - Throws: `.foreign`, `.newerVersion` or `.damaged` for a file that this program cannot use, and
  ///   never overwrites it.
  public static func open(
    path: String, capacity: Int, replayFrom: UInt64
  ) throws(StorageError) -> Journal { fatalError() }

  /// Hands every complete frame from `replayFrom` on to `body`, in order, then makes the journal
  /// ready to append behind the last one.
  public mutating func replay(
    _ body: (_ lsn: UInt64, _ payload: UnsafeRawBufferPointer) throws -> Void
  ) throws -> ReplaySummary { fatalError() }

  /// Writes one frame and returns the LSN of its start. On an error nothing has been appended.
  ///
  /// - Throws: `.tooLarge` when the frame exceeds the ring, `.journalFull` when space must be released
  ///   first, `.diskFull` or `.inputOutput` from the system.
  public mutating func append(_ payload: UnsafeRawBufferPointer) throws(StorageError) -> UInt64 {
    fatalError()
  }

  /// Whether a frame with a payload of this size fits now.
  public func hasRoom(for payloadBytes: Int) -> Bool { fatalError() }

  /// Gives back the space of every frame that begins before `lsn`.
  public mutating func release(through lsn: UInt64) {}

  /// The LSN that the next frame gets.
  public var head: UInt64 { fatalError() }
  /// The LSN of the oldest frame that is still needed.
  public var tail: UInt64 { fatalError() }
  /// Bytes that the ring holds for frames.
  public var capacity: Int { fatalError() }
  /// Bytes between tail and head.
  public var used: Int { fatalError() }
  /// For `sync(descriptor:)`.
  public var descriptor: Int32 { fatalError() }

  /// fdatasync(2): everything appended before the call survives power loss.
  public static func sync(descriptor: Int32) throws(StorageError) {}
}

/// What a replay found.
public struct ReplaySummary: Sendable, Equatable {
  public var frames: Int
  /// Payload bytes handed out.
  public var bytes: Int
  /// Where the journal continues.
  public var head: UInt64
  /// Whether an incomplete frame stood behind the last complete one.
  public var tornTail: Bool
}
