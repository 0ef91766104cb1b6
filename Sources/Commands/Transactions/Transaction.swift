import RESP

/// Requests that wait for EXEC, as copies: their bytes one behind the other.
public struct Transaction {
  private struct Request {
    let firstByte: Int
    let firstRange: Int
    let argumentCount: Int
  }

  private var bytes: [UInt8] = []
  private var ranges: [ArgumentRange] = []
  private var requests: [Request] = []
  /// A request was refused instead of queued, so EXEC runs none.
  private(set) var hasFailed = false

  var count: Int { requests.count }

  /// Memory that the queue holds, in bytes.
  public var byteCount: Int {
    bytes.capacity + ranges.capacity * MemoryLayout<ArgumentRange>.stride
      + requests.capacity * MemoryLayout<Request>.stride
  }

  /// Adds a copy of a request. Complexity: amortised O(its length).
  mutating func append(_ arguments: Arguments) {
    // Nothing of a failed transaction will run.
    guard !hasFailed else { return }
    begin(argumentCount: arguments.count)
    for index in 0..<arguments.count { append(arguments[index]) }
  }

  /// Adds a request made of a command's name and parts of other requests.
  mutating func append(_ parts: [UnsafeRawBufferPointer], after name: StaticString) {
    begin(argumentCount: parts.count + 1)
    name.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
    for part in parts { append(part) }
  }

  private mutating func begin(argumentCount: Int) {
    requests.append(
      Request(
        firstByte: bytes.count, firstRange: ranges.count, argumentCount: argumentCount))
  }

  private mutating func append(_ argument: UnsafeRawBufferPointer) {
    let offset = bytes.count - (requests.last?.firstByte ?? 0)
    // Safe: the parser refuses a request of 4 GB or more.
    ranges.append(ArgumentRange(offset: UInt32(offset), length: UInt32(argument.count)))
    bytes.append(contentsOf: argument)
  }

  /// Lets EXEC run nothing, and drops what has been queued.
  mutating func fail() {
    self = Transaction()
    hasFailed = true
  }

  /// Calls `body` with each request in turn. The views are valid inside `body` only.
  func visit(_ body: (Arguments) -> Void) {
    for request in requests { visit(request, body) }
  }

  private func visit(_ request: Request, _ body: (Arguments) -> Void) {
    bytes.withUnsafeBytes { bytes in
      ranges.withUnsafeBufferPointer { ranges in
        // Safe: a request has at least its name's range; an empty array of bytes, when all
        // arguments are empty, has no address and none is read.
        let storage = bytes.baseAddress ?? UnsafeRawPointer(ranges.baseAddress.unsafelyUnwrapped)
        let first = ranges.baseAddress.unsafelyUnwrapped + request.firstRange
        body(
          Arguments(
            storage: storage + request.firstByte, ranges: first, count: request.argumentCount))
      }
    }
  }
}
