private import Glibc

/// A client's output: replies are written at its end, the socket takes bytes from its front.
///
/// The bytes lie in one block, so one write call can send everything. The memory appears with the
/// first reply and grows by doubling; `capacity` is what to account for.
public struct ReplyBuffer: ~Copyable {
  /// Decides how nulls, maps, doubles and the other types of RESP3 are written.
  public var version: ProtocolVersion
  /// Bytes of memory held.
  public private(set) var capacity = 0

  private var base: UnsafeMutablePointer<UInt8>?
  /// Offset of the first unsent byte.
  private var head = 0
  /// Offset behind the last unsent byte.
  private var tail = 0

  /// Bytes that unsent replies may take together. A request whose reply would go past it has written none:
  /// see `hasOverflowed`.
  public var limit = Int.max
  /// Whether the reply of the present request has been dropped because of `limit`.
  public private(set) var hasOverflowed = false
  /// Offset at which the reply of the present request begins.
  private var requestHead = 0

  private static var smallestCapacity: Int { 1024 }

  public init(version: ProtocolVersion = .resp2) {
    self.version = version
  }

  deinit { free(base) }

  /// Number of unsent bytes.
  public var count: Int { tail &- head }

  /// Whether nothing is left to send.
  public var isEmpty: Bool { tail == head }

  /// The unsent bytes; valid until the next change.
  public var bytes: UnsafeRawBufferPointer {
    guard let base else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: base + head, count: count)
  }

  /// Drops the first `sent` unsent bytes. O(1).
  public mutating func consume(_ sent: Int) {
    precondition(sent >= 0 && sent <= count, "more bytes sent than were written")
    head &+= sent
    if head == tail { clear() }
  }

  /// Drops every unsent byte and keeps the memory.
  public mutating func clear() {
    head = 0
    tail = 0
  }

  /// The reply of a command between MULTI and EXEC begins: on its own it may be dropped, and then an error
  /// takes its place.
  public mutating func beginPart() { requestHead = tail }

  /// Forgets that the part was dropped.
  public mutating func endPart() { hasOverflowed = false }

  /// A request is about to write its reply, or the next part of it.
  @inline(__always)
  public mutating func beginRequest() {
    requestHead = tail
    hasOverflowed = false
  }

  /// The current end, for `truncate(to:)`. Good until bytes are consumed.
  public var mark: Int { count }

  /// Takes back everything written after `mark` was taken, if it is there still.
  public mutating func truncate(to mark: Int) {
    tail = min(tail, head &+ max(mark, 0))
  }

  /// Gives memory beyond `kept` bytes back to the system if nothing is unsent; otherwise does
  /// nothing.
  public mutating func releaseExcess(keeping kept: Int) {
    guard isEmpty, capacity > kept else { return }
    free(base)
    base = nil
    capacity = 0
    clear()
  }

  /// Gives back the memory that a dropped reply has taken.
  public mutating func releaseDropped() {
    guard !isEmpty else { return releaseExcess(keeping: 0) }
    if let base, head > 0 { memmove(base, base + head, count) }
    (head, tail, requestHead) = (0, count, 0)
    resize(to: max(count, Self.smallestCapacity))
  }

  /// Appends bytes as they are. O(length).
  public mutating func appendRaw(_ raw: UnsafeRawBufferPointer) {
    let end = reserve(raw.count)
    advance(by: Self.copy(raw, to: end))
  }

  /// Appends bytes as they are. O(length).
  public mutating func appendRaw(_ text: StaticString) {
    text.withUTF8Buffer { appendRaw(UnsafeRawBufferPointer($0)) }
  }

  /// Room for `needed` more bytes. What is written there counts after `advance(by:)`.
  @inline(__always)
  mutating func reserve(_ needed: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity &- tail < needed || base == nil { makeRoom(needed) }
    // Safe: `makeRoom` leaves a block behind.
    return base.unsafelyUnwrapped + tail
  }

  /// Makes bytes written to reserved room part of the output.
  @inline(__always)
  mutating func advance(by written: Int) {
    assert(tail + written <= capacity)
    tail &+= written
  }

  /// Copies `raw` to `output`, which must have room, and returns its length.
  @inline(__always)
  static func copy(_ raw: UnsafeRawBufferPointer, to output: UnsafeMutablePointer<UInt8>) -> Int {
    if let start = raw.baseAddress { memcpy(output, start, raw.count) }
    return raw.count
  }

  /// Moves the unsent bytes to the front when that frees at least half of the block, which keeps
  /// the moving linear in what was written; grows otherwise.
  @inline(never)
  private mutating func makeRoom(_ needed: Int) {
    if count + needed > limit { overflow() }
    let unsent = count
    if head > 0, let base { memmove(base, base + head, unsent) }
    requestHead = max(requestHead - head, 0)
    head = 0
    tail = unsent
    if base != nil, unsent + needed <= capacity / 2 { return }
    // Beyond the limit there is nothing to grow for.
    let roomy = min(max(Self.smallestCapacity, Self.grown(capacity)), max(limit, 0))
    resize(to: max(roomy, unsent + needed))
  }

  /// What the request goes on to write takes the place of what it has written.
  private mutating func overflow() {
    hasOverflowed = true
    tail = max(requestHead, head)
  }

  /// Twice as much, or for large blocks, where copying is cheap beside what is in them, a quarter more.
  private static func grown(_ capacity: Int) -> Int {
    capacity < 1 << 18 ? capacity * 2 : capacity + capacity / 4
  }

  private mutating func resize(to newCapacity: Int) {
    guard let block = realloc(base, newCapacity) else { fatalError("out of memory for replies") }
    base = block.assumingMemoryBound(to: UInt8.self)
    capacity = newCapacity
  }
}

/// The version of the protocol that a client speaks; it starts with 2 and changes it with HELLO.
/// https://redis.io/docs/latest/commands/hello/
public enum ProtocolVersion: Int, Sendable {
  case resp2 = 2
  case resp3 = 3
}
