/// Finds the requests in a client's bytes: multibulk and inline, by the rules of Redis 7.2.
/// https://redis.io/docs/latest/develop/reference/protocol-spec/
///
/// The parser keeps no copy of the bytes. The caller owns one contiguous buffer, drops from its
/// front what was `consumed`, and appends what the socket gives. Between two calls the buffer may
/// move; positions are kept as offsets, and a call goes on where the last one stopped, so a request
/// that arrives in n pieces still costs time linear in its bytes.
///
/// Two differences from Redis, both where Redis would leave the client hanging: a NUL byte does not
/// hide the end of its line, and a line that is too long is refused however it was cut into reads.
public struct RequestParser: ~Copyable {
  /// What `parse` found at the start of the bytes.
  public enum Outcome: Equatable, Sendable {
    /// A request: take `arguments(in:)`, run it, then drop `consumed` bytes.
    case request
    /// `consumed` bytes that are no request: an empty line, `*0` or a negative count.
    case empty
    /// More bytes are needed; nothing may be dropped.
    case incomplete
    /// The first `consumed` bytes belong to a request with an oversized argument: drop them, go on.
    case swallowed
    /// Such a request ended after `consumed` bytes. Answer an error and go on.
    /// `argumentLength` is the length in bytes of its first oversized argument.
    case oversized(argumentLength: Int)
    /// Answer the error and close the connection; the parser goes no further.
    case failure(ProtocolError)
  }

  /// May be changed between requests, as after AUTH.
  public var limits: ParserLimits

  /// Bytes to drop from the front after `request`, `empty`, `swallowed` or `oversized`; else 0.
  public internal(set) var consumed = 0
  /// After `incomplete`: how many bytes the current argument still lacks at least, its line end
  /// included; 0 when that is not known. For sizing the read buffer.
  public internal(set) var bytesWanted = 0

  /// Offset of the first byte that is not understood yet.
  var position = 0
  /// Offset up to which the current line has been searched for its end.
  var scanned = 0
  /// Arguments announced by the multibulk count; 0 between requests.
  var argumentsDeclared = 0
  /// Arguments found so far, kept after `request` for `arguments(in:)`.
  var argumentCount = 0
  /// Length of the argument whose bytes come next; -1 when its length line comes next.
  var bulkLength = -1
  /// Length of the first oversized argument; -1 when the request has none.
  var oversizedLength = -1
  /// Whether the last request's arguments lie in `inlineBytes`.
  var isInline = false

  var ranges = Scratch<ArgumentRange>(capacity: Self.rangesKept)
  var inlineBytes = Scratch<UInt8>(capacity: Self.inlineBytesKept)

  /// Enough for nearly every command, so that an ordinary connection never allocates again.
  private static var rangesKept: Int { 8 }
  private static var inlineBytesKept: Int { 64 }

  public init(limits: ParserLimits) {
    self.limits = limits
  }

  /// Looks for one request. `bytes` starts at the first byte that is not consumed yet; after
  /// `incomplete` call again with the same start and more bytes.
  public mutating func parse(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    consumed = 0
    bytesWanted = 0
    if oversizedLength >= 0 { return swallowArguments(bytes) }
    if argumentsDeclared > 0 { return parseArguments(bytes) }
    guard let first = bytes.first else { return .incomplete }
    return first == UInt8(ascii: "*") ? parseMultibulk(bytes) : parseInline(bytes)
  }

  /// The arguments after `request`. `bytes` are those that were parsed, wherever they are now.
  public func arguments(in bytes: UnsafeRawBufferPointer) -> Arguments {
    let storage = isInline ? UnsafeRawPointer(inlineBytes.base) : bytes.baseAddress
    guard let storage else { preconditionFailure("no request was parsed from these bytes") }
    return Arguments(storage: storage, ranges: ranges.base, count: argumentCount)
  }

  /// Bytes of heap memory the parser holds, for the accounting of a client.
  public var heapBytes: Int { ranges.byteCount + inlineBytes.byteCount }

  /// Gives back what an unusually large request made the parser allocate. Call it between requests;
  /// `arguments(in:)` of the last one is invalid afterwards.
  public mutating func releaseExcess() {
    let found = argumentsDeclared > 0 ? argumentCount : 0
    if ranges.capacity > Self.rangesKept, found <= Self.rangesKept {
      ranges.replace(capacity: Self.rangesKept, keeping: found)
    }
    if inlineBytes.capacity > Self.inlineBytesKept {
      inlineBytes.replace(capacity: Self.inlineBytesKept, keeping: 0)
    }
  }

  /// Ends the request or line at `end`; the next call starts afresh.
  mutating func finish(at end: Int, _ outcome: Outcome) -> Outcome {
    consumed = end
    position = 0
    scanned = 0
    argumentsDeclared = 0
    bulkLength = -1
    oversizedLength = -1
    return outcome
  }

  /// Records an argument. O(1) amortised.
  @inline(__always)
  mutating func appendArgument(offset: Int, length: Int) {
    if argumentCount == ranges.capacity {
      ranges.grow(to: argumentCount + 1, keeping: argumentCount)
    }
    // Safe: the capacity was checked, and no request reaches 4 GB (`parseArguments` refuses it).
    ranges.base[argumentCount] = ArgumentRange(
      offset: UInt32(truncatingIfNeeded: offset), length: UInt32(truncatingIfNeeded: length))
    argumentCount &+= 1
  }
}
