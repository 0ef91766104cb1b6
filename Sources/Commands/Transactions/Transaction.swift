import RESP

/// Requests that wait for EXEC, as copies: their bytes one behind the other, in blocks that never move,
/// so that a long queue takes no more memory while it grows.
public struct Transaction {
  private struct Request {
    let block: Int
    let firstByte: Int
    let firstRange: Int
    let argumentCount: Int
  }

  private var blocks: [[UInt8]] = []
  private var blockBytes = 0
  private var ranges: [ArgumentRange] = []
  private var requests: [Request] = []
  /// A request was refused instead of queued, so EXEC runs none.
  private(set) var hasFailed = false

  var count: Int { requests.count }

  /// Memory that the queue holds, in bytes.
  public var byteCount: Int {
    blockBytes + ranges.capacity * MemoryLayout<ArgumentRange>.stride
      + requests.capacity * MemoryLayout<Request>.stride
  }

  private static let largestSharedBlock = 64 * 1024
  private static let smallestBlock = 256

  /// How many bytes the queue will hold more when a request has been added.
  func growth(by arguments: Arguments) -> Int {
    guard !hasFailed else { return 0 }
    var length = 0
    for index in 0..<arguments.count { length += arguments[index].count }
    return (hasPlace(for: length) ? 0 : newBlock(for: length))
      + Transaction.growth(of: ranges, by: arguments.count)
      + Transaction.growth(of: requests, by: 1)
  }

  /// An array doubles when it is full.
  private static func growth<Element>(of array: [Element], by count: Int) -> Int {
    guard array.count + count > array.capacity else { return 0 }
    return max(array.capacity, count, 8) * MemoryLayout<Element>.stride
  }

  private func hasPlace(for length: Int) -> Bool {
    blocks.last.map { $0.capacity - $0.count >= length } ?? false
  }

  /// The size of the block that a request of `length` bytes begins.
  private func newBlock(for length: Int) -> Int {
    max(length, min(max(blockBytes, Transaction.smallestBlock), Transaction.largestSharedBlock))
  }

  /// Adds a copy of a request. Complexity: amortised O(its length).
  mutating func append(_ arguments: Arguments) {
    // Nothing of a failed transaction will run.
    guard !hasFailed else { return }
    var length = 0
    for index in 0..<arguments.count { length += arguments[index].count }
    begin(argumentCount: arguments.count, length: length)
    for index in 0..<arguments.count { append(arguments[index]) }
  }

  /// Adds a request made of a command's name and parts of other requests.
  mutating func append(_ parts: [UnsafeRawBufferPointer], after name: StaticString) {
    let length = parts.reduce(name.utf8CodeUnitCount) { $0 + $1.count }
    begin(argumentCount: parts.count + 1, length: length)
    name.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
    for part in parts { append(part) }
  }

  private mutating func begin(argumentCount: Int, length: Int) {
    if !hasPlace(for: length) {
      var block: [UInt8] = []
      block.reserveCapacity(newBlock(for: length))
      blockBytes += block.capacity
      blocks.append(block)
    }
    let last = blocks.count - 1
    requests.append(
      Request(
        block: last, firstByte: blocks[last].count, firstRange: ranges.count,
        argumentCount: argumentCount))
  }

  private mutating func append(_ argument: UnsafeRawBufferPointer) {
    // Safe: `begin` has put a block there with room for the whole request.
    let last = blocks.count - 1
    let offset = blocks[last].count - (requests.last?.firstByte ?? 0)
    // Safe: the parser refuses a request of 4 GB or more.
    ranges.append(ArgumentRange(offset: UInt32(offset), length: UInt32(argument.count)))
    blocks[last].append(contentsOf: argument)
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
    blocks[request.block].withUnsafeBytes { bytes in
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
