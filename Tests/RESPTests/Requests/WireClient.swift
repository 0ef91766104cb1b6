import RESP

/// What a parser makes of a stream. Swallowed bytes are no event: how many calls they take depends
/// on how the stream was cut.
enum WireEvent: Equatable {
  case request([[UInt8]])
  case empty
  case oversized(Int)
  case failure(ProtocolError)
  /// So many bytes are left that need more bytes.
  case waiting(Int)
}

/// Drives a parser as a connection does, except that the buffer is at a new address at each call.
struct WireClient: ~Copyable {
  var parser: RequestParser
  private(set) var events: [WireEvent] = []
  private var buffer: [UInt8] = []
  private var hasFailed = false

  init(limits: ParserLimits = ParserLimits()) {
    parser = RequestParser(limits: limits)
  }

  /// Appends bytes and parses until the parser waits or fails.
  mutating func receive(_ bytes: some Sequence<UInt8>) {
    buffer.append(contentsOf: bytes)
    while !hasFailed, step() {}
  }

  /// The events, with what is left at the end.
  consuming func finish() -> [WireEvent] {
    hasFailed ? events : events + [.waiting(buffer.count)]
  }

  /// One call. False when there is nothing to go on with.
  private mutating func step() -> Bool {
    let moved = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count, alignment: 1)
    defer { moved.deallocate() }
    moved.copyBytes(from: buffer)
    let bytes = UnsafeRawBufferPointer(moved)
    let outcome = parser.parse(bytes)
    precondition(parser.consumed >= 0 && parser.consumed <= bytes.count)
    switch outcome {
    case .request: events.append(.request(copyArguments(parser.arguments(in: bytes))))
    case .empty: events.append(.empty)
    case .oversized(let length): events.append(.oversized(length))
    case .swallowed: break
    case .failure(let error):
      events.append(.failure(error))
      hasFailed = true
      return false
    case .incomplete:
      precondition(parser.consumed == 0)
      return false
    }
    precondition(parser.consumed > 0, "an outcome without progress would loop for ever")
    buffer.removeFirst(parser.consumed)
    return true
  }

  private func copyArguments(_ arguments: Arguments) -> [[UInt8]] {
    (0..<arguments.count).map { Array(arguments[$0]) }
  }
}

/// The events of a stream that arrives in the given pieces.
func events(
  of pieces: some Sequence<some Sequence<UInt8>>, limits: ParserLimits = ParserLimits()
) -> [WireEvent] {
  var client = WireClient(limits: limits)
  for piece in pieces { client.receive(piece) }
  return client.finish()
}

/// The events of a stream that arrives at once.
func events(of wire: String, limits: ParserLimits = ParserLimits()) -> [WireEvent] {
  events(of: [Array(wire.utf8)], limits: limits)
}

/// A request event with arguments written as text.
func request(_ arguments: String...) -> WireEvent {
  .request(arguments.map { Array($0.utf8) })
}

/// `arguments` as a multibulk request.
func multibulk(_ arguments: [[UInt8]]) -> [UInt8] {
  var wire = Array("*\(arguments.count)\r\n".utf8)
  for argument in arguments {
    wire += Array("$\(argument.count)\r\n".utf8) + argument + Array("\r\n".utf8)
  }
  return wire
}

/// `arguments` as a multibulk request.
func multibulk(_ arguments: String...) -> String {
  String(decoding: multibulk(arguments.map { Array($0.utf8) }), as: UTF8.self)
}
