import RESP

/// A client's bytes. The first byte chooses limits and how the stream is cut; every cut must give the
/// same requests as the whole.
struct RequestTarget: FuzzTarget {
  func run(_ input: UnsafeRawBufferPointer) {
    guard let head = input.first else { return }
    let wire = Array(input.dropFirst())
    var limits = ParserLimits()
    if head & 1 != 0 { limits.isUnauthenticated = true }
    if head & 2 != 0 { (limits.maxBulkLength, limits.maxInlineLength) = (16, 32) }
    if head & 4 != 0 { limits.maxArguments = 4 }
    let whole = RequestStream.events(of: wire, pieces: wire.count + 1, limits)
    let cut = RequestStream.events(of: wire, pieces: Int(head >> 3) + 1, limits)
    // A limit counts what has arrived, so it may be met sooner in a piece.
    require(whole == cut, "the cut matters: \(whole) \(cut)")
  }
}

/// Reads a stream as a connection does, and copies every argument.
struct RequestStream: ~Copyable {
  private var parser: RequestParser
  private var buffer: [UInt8] = []
  private var events: [String] = []
  private var hasFailed = false

  static func events(of wire: [UInt8], pieces length: Int, _ limits: ParserLimits) -> [String] {
    var stream = RequestStream(parser: RequestParser(limits: limits))
    for start in stride(from: 0, to: wire.count, by: length) {
      stream.buffer += wire[start..<min(start + length, wire.count)]
      while !stream.hasFailed, stream.step() {}
    }
    return stream.events
  }

  private init(parser: consuming RequestParser) { self.parser = parser }

  /// False when there is nothing to go on with. The bytes are at a new address each time, with
  /// nothing behind them.
  private mutating func step() -> Bool {
    let moved = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count, alignment: 1)
    defer { moved.deallocate() }
    moved.copyBytes(from: buffer)
    preview(UnsafeRawBufferPointer(moved))
    let outcome = parser.parse(UnsafeRawBufferPointer(moved))
    switch outcome {
    case .incomplete: return false
    case .swallowed: break
    case .request: note(parser.arguments(in: UnsafeRawBufferPointer(moved)))
    case .failure:
      hasFailed = true
      events.append("\(outcome)")
    case .empty, .oversized: events.append("\(outcome)")
    }
    require(hasFailed || parser.consumed > 0, "an outcome without progress")
    require(parser.consumed <= buffer.count, "more consumed than there is")
    buffer.removeFirst(parser.consumed)
    return !hasFailed
  }

  private mutating func note(_ arguments: Arguments) {
    require(arguments.count > 0, "a request without a name")
    events.append((0..<arguments.count).map { "\([UInt8](arguments[$0]))" }.joined(separator: " "))
  }

  /// The look ahead may find anything, but within the bytes.
  private func preview(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: 4) { keys in
      let found = KeyPreview.find(in: bytes, keys)
      require(found.byteCount <= bytes.count, "the look ahead goes too far")
      for key in keys[..<found.count] { _ = key.reduce(0, &+) }
    }
  }
}
