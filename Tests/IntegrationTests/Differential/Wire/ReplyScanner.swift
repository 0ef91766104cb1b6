import Glibc

/// Finds where replies end in a stream of them, without taking them apart.
struct ReplyScanner {
  /// Replies found so far, as places in the stream.
  private(set) var replies: [Range<Int>] = []
  /// How many of them answer requests: all but RESP3's pushes.
  private(set) var answerCount = 0
  /// Where the next reply begins.
  private var start = 0
  /// How far the reply at `start` has been followed, and how many parts of it are still to come.
  private var offset = 0
  private var openParts = 1

  /// Goes on with a stream that has grown.
  mutating func scan(_ stream: UnsafeRawBufferPointer) throws {
    while try skipPart(stream) {
      guard openParts == 0 else { continue }
      if stream[start] != UInt8(ascii: ">") { answerCount += 1 }
      replies.append(start..<offset)
      start = offset
      openParts = 1
    }
  }

  /// Passes one line, with the bytes that belong to it. False when it has not arrived whole.
  private mutating func skipPart(_ stream: UnsafeRawBufferPointer) throws -> Bool {
    guard offset < stream.count, let base = stream.baseAddress,
      let lineFeed = memchr(base + offset, 0x0A, stream.count - offset)
    else { return false }
    let lineEnd = UnsafeRawPointer(lineFeed) - base + 1
    var end = lineEnd
    var added = 0
    switch stream[offset] {
    case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"):
      let length = atol(base + offset + 1)
      if length >= 0 { end = lineEnd + length + 2 }
    case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ">"):
      added = max(atol(base + offset + 1), 0)
    case UInt8(ascii: "%"): added = 2 * atol(base + offset + 1)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "_"),
      UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "("):
      break
    default: throw Failure("no reply begins with byte \(stream[offset])")
    }
    guard end <= stream.count else { return false }
    offset = end
    openParts += added - 1
    return true
  }
}

private func atol(_ digits: UnsafeRawPointer) -> Int {
  // Safe: the caller has found the line's end, where the digits stop.
  Glibc.atol(digits.assumingMemoryBound(to: CChar.self))
}
