/// Where one argument lies in the storage of its request, in bytes.
///
/// 32 bits are enough because the parser refuses a request of 4 GB or more; half the size keeps a
/// request of many thousand arguments cheap.
@frozen
public struct ArgumentRange: Equatable, BitwiseCopyable, Sendable {
  /// Distance from the start of the storage, in bytes.
  public var offset: UInt32
  /// Length, in bytes.
  public var length: UInt32

  @inlinable
  public init(offset: UInt32, length: UInt32) {
    self.offset = offset
    self.length = length
  }
}

/// A view of a request's arguments. Element 0 is the command name.
///
/// It owns nothing: it is valid until the storage moves or the parser goes on to the next request.
@frozen
public struct Arguments: BitwiseCopyable {
  @usableFromInline let storage: UnsafeRawPointer
  @usableFromInline let ranges: UnsafePointer<ArgumentRange>
  /// Number of arguments, the command name included; at least 1 when it comes from a parser.
  public let count: Int

  /// A view of arguments kept elsewhere, such as in the queue of a transaction.
  ///
  /// Every range must lie within `storage`, and both must outlive the view.
  @inlinable
  public init(storage: UnsafeRawPointer, ranges: UnsafePointer<ArgumentRange>, count: Int) {
    self.storage = storage
    self.ranges = ranges
    self.count = count
  }

  /// The request that begins with argument `count`, which must be there. O(1).
  @inlinable
  public func dropFirst(_ count: Int) -> Arguments {
    precondition(count >= 0 && count < self.count, "no argument is left")
    // Safe: the ranges from there on are this view's own.
    return Arguments(storage: storage, ranges: ranges + count, count: self.count - count)
  }

  /// The bytes of argument `index`. O(1).
  @inlinable
  public subscript(_ index: Int) -> UnsafeRawBufferPointer {
    precondition(index >= 0 && index < count, "argument index out of range")
    // Safe: the index was checked, and the creator of the view vouches for the ranges.
    let range = ranges[index]
    return UnsafeRawBufferPointer(start: storage + Int(range.offset), count: Int(range.length))
  }
}
